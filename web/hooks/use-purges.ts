import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { PurgeInfo } from '../../shared/api.ts'
import { type ApiProblem, api } from '../stores/api.ts'

const purgesKey = (documentId: string) => ['purges', documentId] as const

/** What was purged from a document: by whom, when, how much. For owners. */
export function usePurges(documentId: string) {
  return useQuery<PurgeInfo[], ApiProblem>({
    queryKey: purgesKey(documentId),
    queryFn: async ({ signal }) =>
      (await api<{ purges: PurgeInfo[] }>(`/documents/${documentId}/purges`, { signal })).purges,
  })
}

/**
 * Takes one annotation, or everything a person wrote, out of the document for good: log, base states and archives too. The
 * document is opened anew because of it, so `onDone` is called even when whoever asked is no longer on the page.
 */
export function usePurge(documentId: string, onDone: (purge: PurgeInfo) => void) {
  const queries = useQueryClient()
  return useMutation<PurgeInfo, ApiProblem, { annotationId: string } | { userId: string }>({
    mutationFn: (what) => api(`/documents/${documentId}/purges`, { method: 'POST', body: what }),
    onSuccess: (purge) => {
      onDone(purge)
      return queries.invalidateQueries({ queryKey: purgesKey(documentId) })
    },
  })
}
