import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { BlockInfo } from '../../shared/api.ts'
import { type ApiProblem, api } from '../stores/api.ts'

/** The number that the gutter shows of each block, asked of the server; empty where the document is not to be had. */
export function useBlockNumbers(documentId: string): ReadonlyMap<string, number> {
  const { data } = useQuery<BlockInfo[], ApiProblem>({
    queryKey: ['blocks', documentId],
    queryFn: async ({ signal }) =>
      (await api<{ blocks: BlockInfo[] }>(`/documents/${documentId}/blocks`, { signal })).blocks,
  })
  return useMemo(() => {
    const paragraphs = (data ?? []).filter(({ kind }) => kind !== 'heading')
    return new Map(paragraphs.map(({ id }, index) => [id, index + 1]))
  }, [data])
}
