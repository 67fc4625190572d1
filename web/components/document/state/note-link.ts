import type { RecordId } from '../../../../shared/ids.ts'

/** A link that opens the document at a thread. In the fragment, so that no server's log learns what is read. */
export function noteLink(documentId: string, id: RecordId, origin = location.origin): string {
  return `${origin}/d/${documentId}#note=${encodeURIComponent(id)}`
}

/** The thread that an address points at. */
export function noteIn(hash: string): RecordId | undefined {
  const found = /^#note=([^&]+)$/.exec(hash)?.[1]
  if (found === undefined) return undefined
  try {
    return decodeURIComponent(found)
  } catch {
    return undefined
  }
}
