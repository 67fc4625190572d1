import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { IncidentInfo } from '../../shared/api.ts'
import { type ApiProblem, api } from '../stores/api.ts'

const incidentsKey = (documentId: string) => ['incidents', documentId] as const

/** They are rare, and nothing waits for them. */
const EVERY_MS = 60_000

/** What an owner has to know about a document and has not dismissed. */
export function useIncidents(documentId: string) {
  return useQuery<IncidentInfo[], ApiProblem>({
    queryKey: incidentsKey(documentId),
    queryFn: async ({ signal }) =>
      (await api<{ incidents: IncidentInfo[] }>(`/documents/${documentId}/incidents`, { signal })).incidents,
    refetchInterval: EVERY_MS,
  })
}

/** Dismisses one, for all owners. It is gone from the page at once. Given the incident's id. */
export function useDismissIncident(documentId: string) {
  const queries = useQueryClient()
  const queryKey = incidentsKey(documentId)
  return useMutation<void, ApiProblem, string>({
    mutationFn: (id) => api(`/documents/${documentId}/incidents/${id}`, { method: 'DELETE' }),
    onMutate: (id) => {
      queries.setQueryData<IncidentInfo[]>(queryKey, (known) => known?.filter((one) => one.id !== id))
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
}
