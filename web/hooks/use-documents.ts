import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DocumentSummary } from '../../shared/api.ts'
import { type ApiProblem, api } from '../stores/api.ts'
import { keep, readKept } from '../stores/kept.ts'
import { useSession } from './use-session.ts'

const DOCUMENTS_KEY = ['documents'] as const

/** The documents of whoever is signed in, latest activity first. Until the server answers, those this browser knew last. */
export function useDocuments() {
  const userId = useSession().data?.user.id
  const keptAs = `documents/${userId}`
  return useQuery<DocumentSummary[], ApiProblem>({
    queryKey: [...DOCUMENTS_KEY, userId],
    queryFn: async ({ signal }) => {
      const { documents } = await api<{ documents: DocumentSummary[] }>('/documents', { signal })
      keep(keptAs, documents)
      return documents
    },
    enabled: userId !== undefined,
    initialData: () => (userId === undefined ? undefined : readKept<DocumentSummary[]>(keptAs)),
    initialDataUpdatedAt: 0,
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
