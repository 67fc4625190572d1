import { useMutation, useQuery } from '@tanstack/react-query'
import type { UserInfo } from '../../shared/api.ts'
import { fetchKept, type KeptItem } from '../stores/kept-for-you.ts'
import { fetchUnsent, type Unsent } from '../stores/unsent.ts'

/** So often it is looked whether some of it has arrived meanwhile. */
const EVERY_MS = 2_000

/** Reading and sending takes everything a document does; who only looks at the list doesn't wait for that. */
const work = () => import('../stores/unsent-work.ts')

/** What isn't on the server, asked anew each time that somebody wants to know (`asked`). */
export function useUnsent(userId: string, asked: boolean) {
  return useQuery<Unsent>({
    queryKey: ['unsent', userId],
    queryFn: () => fetchUnsent(userId),
    enabled: asked,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: EVERY_MS,
  })
}

/** Waits until what is unsent has arrived. Its answer is what has not. */
export function useSendUnsent(user: UserInfo) {
  return useMutation<Unsent, unknown, Unsent>({
    mutationFn: async ({ documents }) => {
      await (await work()).sendUnsent(user, documents)
      return fetchUnsent(user.id)
    },
  })
}

/** Everything of this person that exists in this browser alone, to be downloaded. */
export function useEverythingHere(userId: string) {
  return useMutation<KeptItem[], unknown, void>({
    mutationFn: async () => [...(await (await work()).readUnsentItems(userId)), ...(await fetchKept(userId))],
  })
}
