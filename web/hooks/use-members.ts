import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { MembersResponse, SignInLink } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'
import { type ApiProblem, api } from '../stores/api.ts'
import { LIVE } from './live.ts'

const membersKey = (documentId: string) => ['members', documentId] as const

/** Who is a member of a document, with roles, as it is now; and who was one. */
export function useMembers(documentId: string) {
  return useQuery<MembersResponse, ApiProblem>({
    queryKey: membersKey(documentId),
    queryFn: ({ signal }) => api(`/documents/${documentId}/members`, { signal }),
    ...LIVE,
  })
}

export function useChangeRole(documentId: string) {
  const refresh = useRefreshMembers(documentId)
  return useMutation<void, ApiProblem, { userId: string; role: Role }>({
    mutationFn: ({ userId, role }) =>
      api(`/documents/${documentId}/members/${userId}`, { method: 'PATCH', body: { role } }),
    onSuccess: refresh,
  })
}

/** Takes a person out of a document; what they wrote stays. Given the user's id. */
export function useRemoveMember(documentId: string) {
  const refresh = useRefreshMembers(documentId)
  return useMutation<void, ApiProblem, string>({
    mutationFn: (userId) => api(`/documents/${documentId}/members/${userId}`, { method: 'DELETE' }),
    onSuccess: refresh,
  })
}

/** A one-time link back to a member's name, for whoever lost it. Given the user's id; it is recorded. */
export function useNameLink(documentId: string) {
  return useMutation<SignInLink, ApiProblem, string>({
    mutationFn: (userId) => api(`/documents/${documentId}/members/${userId}/link`, { method: 'POST' }),
  })
}

function useRefreshMembers(documentId: string) {
  const queries = useQueryClient()
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: membersKey(documentId) }),
      // One's own role may be among them.
      queries.invalidateQueries({ queryKey: ['document', documentId] }),
    ])
}
