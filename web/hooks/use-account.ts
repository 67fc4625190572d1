import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SessionInfo, SignInLink } from '../../shared/api.ts'
import { type ApiProblem, api } from '../stores/api.ts'
import { leaveBrowser } from '../stores/leave-browser.ts'
import { rememberSession } from '../stores/session.ts'
import { SESSION_KEY } from './use-session.ts'

/**
 * A one-time link by which another device becomes the person who is signed in here. Made once a turn, however often the
 * page looks at it; the next turn makes another.
 */
export function useHandover(turn: number) {
  return useQuery<SignInLink & { made: number }, ApiProblem>({
    queryKey: ['handover', turn],
    queryFn: async ({ signal }) => ({
      ...(await api<SignInLink>('/session/handover', { method: 'POST', signal })),
      // By this machine's own clock: that of the server may differ.
      made: Date.now(),
    }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
}

/** Becomes the person of a one-time link. Whoever is somebody else here already says so by `replace`. */
export function useContinue() {
  return useBecoming<{ token: string; replace?: boolean }>('/session/continue')
}

/** Signs in with e-mail and password. */
export function useSignIn() {
  return useBecoming<{ email: string; password: string; replace?: boolean }>('/session/sign-in')
}

function useBecoming<Body>(path: string) {
  const queries = useQueryClient()
  return useMutation<SessionInfo, ApiProblem, Body>({
    mutationFn: (body) => api(path, { method: 'POST', body }),
    onSuccess: async (session) => {
      const before = queries.getQueryData<SessionInfo | null>(SESSION_KEY)?.user.id
      if (before !== undefined && before !== session.user.id) {
        // An answer that is still on its way would be kept after all else was forgotten.
        await queries.cancelQueries()
        await leaveBrowser(before)
      }
      rememberSession(session)
      // Whatever was known, it was known to somebody else, or to nobody.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] })
      queries.setQueryData(SESSION_KEY, session)
    },
  })
}

/** Sets the e-mail and password with which one can come back from anywhere; changing them takes the current password. */
export function useSaveCredentials() {
  const queries = useQueryClient()
  return useMutation<SessionInfo, ApiProblem, { email: string; password: string; currentPassword?: string }>({
    mutationFn: (body) => api('/session/credentials', { method: 'POST', body }),
    onSuccess: (session) => {
      rememberSession(session)
      queries.setQueryData(SESSION_KEY, session)
    },
  })
}
