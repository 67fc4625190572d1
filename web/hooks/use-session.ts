import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { GuestResponse, SessionInfo } from '../../shared/api.ts'
import { type ApiProblem, api } from '../stores/api.ts'
import { fetchSession, forgetSession } from '../stores/session.ts'

export const SESSION_KEY = ['session'] as const

/**
 * Who is signed in here; null is nobody. Without network it is whoever was signed in last, so that the page can show
 * what it has kept; the server still decides about everything that reaches it.
 */
export function useSession() {
  return useQuery<SessionInfo | null, ApiProblem>({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => fetchSession(signal),
    refetchOnReconnect: true,
  })
}

/** Joins a document by an invite, under the name given or the one already signed in with. */
export function useJoin() {
  const queries = useQueryClient()
  return useMutation<GuestResponse, ApiProblem, { invite: string; name: string }>({
    mutationFn: (body) => api('/session/guest', { method: 'POST', body }),
    // Whatever was known, it was known to somebody with fewer rights, or to nobody.
    onSuccess: () => queries.invalidateQueries(),
  })
}

/** Ends the session and forgets what this browser has kept: texts, notes, drafts. Fails without network. */
export function useSignOut() {
  const queries = useQueryClient()
  return useMutation<void, ApiProblem, void>({
    mutationFn: async () => {
      await api('/session', { method: 'DELETE' })
      // An answer that is still on its way would be kept after everything was forgotten.
      await queries.cancelQueries()
      await forgetSession()
    },
    onSuccess: () => {
      queries.clear()
      queries.setQueryData(SESSION_KEY, null)
    },
  })
}
