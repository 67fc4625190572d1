import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import {
  fetchKept,
  type KeptItem,
  type KeptRecord,
  type SentAgain,
  throwAway,
  watchKept,
} from '../stores/kept-for-you.ts'
import { useSession } from './use-session.ts'

const KEPT_KEY = ['kept'] as const

/** What could not be sent, of all documents, for whoever is signed in; the newest first. */
export function useKept(): readonly KeptItem[] {
  const queries = useQueryClient()
  const userId = useSession().data?.user.id
  useEffect(() => watchKept(() => void queries.invalidateQueries({ queryKey: KEPT_KEY })), [queries])
  const kept = useQuery({
    queryKey: [...KEPT_KEY, userId],
    queryFn: () => fetchKept(userId ?? ''),
    enabled: userId !== undefined,
  })
  return kept.data ?? NOTHING
}

const NOTHING: readonly KeptItem[] = []

/** Sends a record again; `offline` when there was no answer. */
export function useSendAgain() {
  return useMutation<SentAgain, unknown, KeptRecord>({
    mutationFn: (item) =>
      import('../stores/send-again.ts')
        .then(({ sendAgain }) => sendAgain(item))
        .catch((): SentAgain => 'offline'),
  })
}

/** Throws an item away. Its answer brings it back. */
export function useThrowAway() {
  return useMutation<() => Promise<void>, unknown, KeptItem>({ mutationFn: throwAway })
}
