import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DocumentInfo, IncidentInfo } from '../../shared/api.ts'
import { type ApiProblem, api } from '../stores/api.ts'

const incidentsKey = ({ id, epoch }: Of) => ['incidents', id, epoch] as const

/** Which document, and as which epoch it is open: most incidents begin a new one, and are asked for with it. */
type Of = Pick<DocumentInfo, 'id' | 'epoch'>

/** They are rare, and nothing waits for them. */
const EVERY_MS = 60_000

/** What an owner has to know about a document and has not dismissed. */
export function useIncidents(of: Of) {
  return useQuery<IncidentInfo[], ApiProblem>({
    queryKey: incidentsKey(of),
    queryFn: async ({ signal }) =>
      (await api<{ incidents: IncidentInfo[] }>(`/documents/${of.id}/incidents`, { signal })).incidents,
    refetchInterval: EVERY_MS,
  })
}

/** Dismisses one, for all owners. It is gone from the page at once. Given the incident's id. */
export function useDismissIncident(of: Of) {
  const queries = useQueryClient()
  const queryKey = incidentsKey(of)
  return useMutation<void, ApiProblem, string>({
    mutationFn: (id) => api(`/documents/${of.id}/incidents/${id}`, { method: 'DELETE' }),
    onMutate: (id) => {
      queries.setQueryData<IncidentInfo[]>(queryKey, (known) => known?.filter((one) => one.id !== id))
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
}
