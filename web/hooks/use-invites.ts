import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CreatedInvite, InviteInfo } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'
import { type ApiProblem, api } from '../stores/api.ts'

const invitesKey = (documentId: string) => ['invites', documentId] as const

/** A document's invites, without their tokens. For owners. */
export function useInvites(documentId: string) {
  return useQuery<InviteInfo[], ApiProblem>({
    queryKey: invitesKey(documentId),
    queryFn: async ({ signal }) =>
      (await api<{ invites: InviteInfo[] }>(`/documents/${documentId}/invites`, { signal })).invites,
  })
}

/** Makes an invite. Its link is in the answer, this once. */
export function useCreateInvite(documentId: string) {
  const refresh = useRefreshInvites(documentId)
  return useMutation<CreatedInvite, ApiProblem, { role: Role; expiresInHours?: number; maxUses?: number }>({
    mutationFn: (body) => api(`/documents/${documentId}/invites`, { method: 'POST', body }),
    onSuccess: refresh,
  })
}

/** Revokes an invite, and the sessions it has made. Given the invite's id. */
export function useRevokeInvite(documentId: string) {
  const refresh = useRefreshInvites(documentId)
  return useMutation<void, ApiProblem, string>({
    mutationFn: (id) => api(`/documents/${documentId}/invites/${id}`, { method: 'DELETE' }),
    onSuccess: refresh,
  })
}

function useRefreshInvites(documentId: string) {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: invitesKey(documentId) })
}
