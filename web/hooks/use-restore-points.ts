import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { BlockInfo, RestorePointInfo } from '../../shared/api.ts'
import { type ApiProblem, api } from '../stores/api.ts'

const pointsKey = (documentId: string) => ['restore-points', documentId] as const
const EVERY_MS = 60_000

/** What the text was before much of it was deleted at once, the latest first. For who may edit the text. */
export function useRestorePoints(documentId: string, enabled: boolean) {
  return useQuery<RestorePointInfo[], ApiProblem>({
    queryKey: pointsKey(documentId),
    queryFn: async ({ signal }) => {
      const { restorePoints } = await api<{ restorePoints: RestorePointInfo[] }>(
        `/documents/${documentId}/restore-points`,
        { signal },
      )
      return restorePoints.filter(({ room }) => room === 'text').toSorted((a, b) => b.at.localeCompare(a.at))
    },
    enabled,
    refetchInterval: EVERY_MS,
  })
}

/** Looks again at once: much of the text has just gone. */
export function useRefreshRestorePoints(documentId: string): () => void {
  const queries = useQueryClient()
  return () => void queries.invalidateQueries({ queryKey: pointsKey(documentId) })
}

/** The whole text as it was then. */
export function useRestorePointText(documentId: string, pointId: string) {
  return useQuery<BlockInfo[], ApiProblem>({
    queryKey: [...pointsKey(documentId), pointId],
    queryFn: async ({ signal }) =>
      (await api<{ blocks: BlockInfo[] }>(`/documents/${documentId}/restore-points/${pointId}`, { signal }))
        .blocks,
    // What was, changes no more.
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Brings back what is missing since then; nothing written elsewhere since is lost. Given the point's id. */
export function useRestore(documentId: string) {
  const refresh = useRefreshRestorePoints(documentId)
  return useMutation<void, ApiProblem, string>({
    mutationFn: (pointId) =>
      api(`/documents/${documentId}/restore-points/${pointId}/restore`, { method: 'POST' }),
    onSuccess: refresh,
  })
}
