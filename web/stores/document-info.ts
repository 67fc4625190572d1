import type { DocumentInfo } from '../../shared/api.ts'
import { putGoneAside } from '../sync/gone-document.ts'
import { ApiProblem, api } from './api.ts'
import { keep, readKept } from './kept.ts'

/** What is known of a document; `kept`: there was no answer, so it is what this browser knew last. */
export interface KnownDocument {
  info: DocumentInfo
  kept: boolean
}

/** Asks the server about a document; without an answer, this browser, so that a kept text can be shown. */
export async function fetchDocumentInfo(
  documentId: string,
  userId: string,
  signal?: AbortSignal,
): Promise<KnownDocument> {
  const key = `document/${userId}/${documentId}`
  try {
    const info = await api<DocumentInfo>(`/documents/${documentId}`, signal ? { signal } : {})
    keep(key, info)
    return { info, kept: false }
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    // No member any more, or deleted: then it is not shown from here either.
    if (problem.code === 'not-found') {
      const known = readKept<DocumentInfo>(key)
      if (known) await putGoneAside({ documentId, userId, title: known.title, role: known.role })
      keep(key, undefined)
    }
    const info = problem.code === 'offline' ? readKept<DocumentInfo>(key) : undefined
    if (info?.id === documentId) return { info, kept: true }
    throw problem
  }
}
