import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { DocumentInfo } from '../../shared/api.ts'
import { ApiProblem, api } from '../stores/api.ts'
import { openDocumentSession } from '../stores/document-session.ts'
import type { OpenDocument } from '../stores/types.ts'
import { useSession } from './use-session.ts'

/** A document on its way to the page. `problem.code` says what went wrong; `retry` is the way out where there is one. */
export type OpeningDocument =
  | { state: 'loading' }
  | { state: 'error'; problem: ApiProblem; retry: () => void }
  | { state: 'ready'; document: OpenDocument }

/** Opens a document for as long as the component is there. Without network, from what this browser has kept. */
export function useOpenDocument(documentId: string): OpeningDocument {
  const session = useSession()
  const user = session.data?.user
  const info = useQuery<DocumentInfo, ApiProblem>({
    queryKey: ['document', documentId],
    queryFn: ({ signal }) => api<DocumentInfo>(`/documents/${documentId}`, { signal }),
    enabled: user !== undefined,
    refetchOnReconnect: true,
  })
  const [document, setDocument] = useState<OpenDocument | undefined>(undefined)
  const known = info.data
  useEffect(() => {
    if (!known || !user) return
    const opened = openDocumentSession({ info: known, user })
    setDocument(opened)
    return () => {
      setDocument(undefined)
      opened.destroy()
    }
  }, [known, user])
  if (session.data === null)
    return { state: 'error', problem: new ApiProblem('signed-out'), retry: () => void session.refetch() }
  if (session.isError) return { state: 'error', problem: session.error, retry: () => void session.refetch() }
  if (info.isError && !document)
    return { state: 'error', problem: info.error, retry: () => void info.refetch() }
  return document ? { state: 'ready', document } : { state: 'loading' }
}
