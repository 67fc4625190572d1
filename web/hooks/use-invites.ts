import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CreatedInvite, InviteInfo } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'
import { type ApiProblem, api } from '../stores/api.ts'
import { LIVE } from './live.ts'

const invitesKey = (documentId: string) => ['invites', documentId] as const

/** A document's invites, without their tokens, as they are now. For owners. */
export function useInvites(documentId: string) {
  return useQuery<InviteInfo[], ApiProblem>({
    queryKey: invitesKey(documentId),
    queryFn: async ({ signal }) =>
      (await api<{ invites: InviteInfo[] }>(`/documents/${documentId}/invites`, { signal })).invites,
    ...LIVE,
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

/** `leave`: those who came by it leave, too; `stay`: only nobody new comes in. */
export type RevokePeople = 'leave' | 'stay'

/** Revokes an invite. Who came by it may stay, or leave with it. */
export function useRevokeInvite(documentId: string) {
  const queries = useQueryClient()
  const refresh = useRefreshInvites(documentId)
  return useMutation<void, ApiProblem, { inviteId: string; people: RevokePeople }>({
    mutationFn: ({ inviteId, people }) =>
      api(`/documents/${documentId}/invites/${inviteId}${people === 'stay' ? '?people=stay' : ''}`, {
        method: 'DELETE',
      }),
    onSuccess: () =>
      Promise.all([refresh(), queries.invalidateQueries({ queryKey: ['members', documentId] })]),
  })
}

function useRefreshInvites(documentId: string) {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: invitesKey(documentId) })
}
