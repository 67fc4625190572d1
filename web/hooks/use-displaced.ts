import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Displaced } from '../../shared/api.ts'
import { type ApiProblem, api } from '../stores/api.ts'
import type { SentAgain } from '../stores/kept-for-you.ts'
import type { Store } from '../stores/types.ts'
import { useSession } from './use-session.ts'

const displacedKey = (documentId: string) => ['displaced', documentId] as const

/** One's own text that others' changes have swallowed, as the server has kept it. None outside of a document. */
export function useDisplaced(documentId: string | undefined): readonly Displaced[] {
  const { data } = useQuery<Displaced[], ApiProblem>({
    queryKey: displacedKey(documentId ?? ''),
    enabled: documentId !== undefined,
    queryFn: async ({ signal }) =>
      (await api<{ displaced: Displaced[] }>(`/documents/${documentId}/displaced`, { signal })).displaced,
    refetchOnReconnect: true,
  })
  return data ?? NOTHING
}

const NOTHING: readonly Displaced[] = []

/** Asks again whenever `losses` counts something of one's own that others have deleted. */
export function useDisplacedWatch(documentId: string, losses: Store<number>): void {
  const queries = useQueryClient()
  useEffect(
    () => losses.subscribe(() => void queries.invalidateQueries({ queryKey: displacedKey(documentId) })),
    [documentId, losses, queries],
  )
}

/** Takes one off the list, here and on the server. */
export function useDismissDisplaced(documentId: string) {
  const queries = useQueryClient()
  return useMutation<void, ApiProblem, string>({
    mutationFn: (id) => api(`/documents/${documentId}/displaced/${id}`, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: displacedKey(documentId) }),
  })
}

/** Writes a displaced record once more, over what stands there now. */
export function useInsertAgain(document: { id: string; epoch: string; title: string }) {
  const userId = useSession().data?.user.id ?? ''
  const { id: documentId, epoch, title } = document
  return useMutation<SentAgain, unknown, Displaced>({
    mutationFn: ({ room, place, value }) =>
      import('../stores/send-again.ts')
        .then(({ sendRecord }) => sendRecord({ documentId, room, userId, epoch, title }, place, value))
        .catch((): SentAgain => 'offline'),
  })
}
