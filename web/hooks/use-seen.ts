import { useQuery, useQueryClient } from '@tanstack/react-query'
import { keep, readKept } from '../stores/kept.ts'

/** The last one of something that was closed in this browser, so that it is not said again. */
export function useSeen(key: string): [seen: string | null, see: (id: string) => void] {
  const queries = useQueryClient()
  const queryKey = ['seen', key]
  const read = () => readKept<string>(key) ?? null
  const seen = useQuery({ queryKey, queryFn: read, initialData: read, staleTime: Number.POSITIVE_INFINITY })
  return [
    seen.data,
    (id) => {
      keep(key, id)
      queries.setQueryData(queryKey, id)
    },
  ]
}
