import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { SCHEMA_VERSION } from '../../shared/protocol.ts'
import { ApiProblem } from '../stores/api.ts'
import { fetchDocumentInfo, type KnownDocument } from '../stores/document-info.ts'
import { LastingSession } from '../stores/lasting-session.ts'
import { reloadForVersion, versionFits } from '../stores/other-version.ts'
import type { OpenDocument } from '../stores/types.ts'
import { SESSION_KEY, useSession } from './use-session.ts'

/** A document on its way to the page. `problem.code` says what went wrong; `retry` asks again. */
export type OpeningDocument =
  | { state: 'loading' }
  | { state: 'error'; problem: ApiProblem; retry: () => void }
  | { state: 'ready'; document: OpenDocument }

/** While what is known comes from this browser alone, the server is asked again this often. */
const ASK_AGAIN_MS = 15_000

/**
 * Opens a document for as long as the component is there. Without network, from what this browser has kept. When one's
 * role or the document's epoch changes it is opened anew: another OpenDocument, not *ready* yet, with all that is unsent.
 */
export function useOpenDocument(documentId: string): OpeningDocument {
  const queries = useQueryClient()
  const session = useSession()
  const user = session.data?.user
  const known = useQuery<KnownDocument, ApiProblem>({
    queryKey: ['document', documentId, user?.id],
    queryFn: ({ signal }) => fetchDocumentInfo(documentId, user?.id ?? '', signal),
    enabled: user !== undefined,
    refetchOnReconnect: true,
    refetchInterval: ({ state }) => (state.data?.kept ? ASK_AGAIN_MS : false),
  })
  const info = known.data?.info
  const other = info !== undefined && info.schema !== SCHEMA_VERSION
  const [opened, setOpened] = useState<OpenDocument | undefined>(undefined)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new title or date opens nothing anew
  useEffect(() => {
    if (!info || !user || other) return
    const onStale = () => {
      void queries.invalidateQueries({ queryKey: SESSION_KEY })
      void queries.invalidateQueries({ queryKey: ['document', documentId] })
    }
    const session = new LastingSession({ info, user, onStale }, setOpened)
    // What was shown stays until the next one is there; another person's is never shown, see below.
    return () => session.destroy()
  }, [info?.id, info?.role, info?.epoch, info?.schema, user?.id, user?.name])

  useReloadForVersion(other ? `schema ${info.schema}` : undefined)
  const document = useMemo(
    () =>
      opened && info && info.id === opened.info.id && info !== opened.info ? { ...opened, info } : opened,
    [opened, info],
  )
  const retry = () => void (user ? known.refetch() : session.refetch())
  if (session.data === null) return { state: 'error', problem: new ApiProblem('signed-out'), retry }
  if (other)
    return { state: 'error', problem: new ApiProblem('other-version'), retry: () => location.reload() }
  if (document?.info.id === documentId && document.user.id === user?.id) return { state: 'ready', document }
  const problem = session.error ?? known.error
  return problem ? { state: 'error', problem, retry } : { state: 'loading' }
}

/** A newer page may fit; it is fetched once. Undefined: nothing speaks against this one; `fits`: it does. */
export function useReloadForVersion(what: string | undefined, fits = false): void {
  useEffect(() => {
    if (what !== undefined) reloadForVersion(what)
    // Only now: a text that turns out to be strange must not forget that it has been tried.
    else if (fits) versionFits()
  }, [what, fits])
}
