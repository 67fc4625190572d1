import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DocumentSummary } from '../../shared/api.ts'
import { type ApiProblem, api } from '../stores/api.ts'

const DOCUMENTS_KEY = ['documents'] as const

/** The documents of whoever is signed in, latest activity first. */
export function useDocuments() {
  return useQuery<DocumentSummary[], ApiProblem>({
    queryKey: DOCUMENTS_KEY,
    queryFn: async ({ signal }) =>
      (await api<{ documents: DocumentSummary[] }>('/documents', { signal })).documents,
    refetchOnReconnect: true,
  })
}

export interface NewDocument {
  title?: string
  text: string
  format: 'text' | 'markdown' | 'html'
}

export function useCreateDocument() {
  const refresh = useRefreshDocuments()
  return useMutation<{ id: string }, ApiProblem, NewDocument>({
    mutationFn: (body) => api('/documents', { method: 'POST', body }),
    onSuccess: refresh,
  })
}

export function useRenameDocument() {
  const refresh = useRefreshDocuments()
  return useMutation<void, ApiProblem, { id: string; title: string }>({
    mutationFn: ({ id, title }) => api(`/documents/${id}`, { method: 'PATCH', body: { title } }),
    onSuccess: refresh,
  })
}

/** Deletes a document with everybody's notes. Given the document's id. */
export function useDeleteDocument() {
  const refresh = useRefreshDocuments()
  return useMutation<void, ApiProblem, string>({
    mutationFn: (id) => api(`/documents/${id}`, { method: 'DELETE' }),
    onSuccess: refresh,
  })
}

/** The list, and what is known of each single document. */
function useRefreshDocuments() {
  const queries = useQueryClient()
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: DOCUMENTS_KEY }),
      queries.invalidateQueries({ queryKey: ['document'] }),
    ])
}
