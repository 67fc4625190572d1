import type * as Y from 'yjs'

/**
 * Where nothing may be written nothing is cleaned up: after others' changes Yjs removes formatting that seems redundant by
 * itself, and what is not told to anybody would hide a mark from this one until he reloads. Yjs has no option for that; the
 * transaction says by a flag that it is to be followed by a clean-up, which is looked at after this event.
 */
export function leaveFormats(ydoc: Y.Doc, reads: () => boolean = () => true): void {
  ydoc.on('afterTransaction', (transaction: Y.Transaction) => {
    if (reads()) transaction._needFormattingCleanup = false
  })
}
