import { useCallback, useRef, useSyncExternalStore } from 'react'
import { readDraft, writeDraft } from '../stores/drafts.ts'

const never = () => () => {}

/**
 * Text that has not been sent, kept under its key across reloads; `set('')` forgets it. Does not redraw by itself:
 * whoever types holds the text, this only keeps it.
 */
export function useDraft(key: string): [draft: string, set: (text: string) => void] {
  const read = useRef<{ key: string; text: string }>(undefined)
  // Read once a key: what is written later is what the caller typed itself.
  const draft = useSyncExternalStore(never, () => {
    if (read.current?.key !== key) read.current = { key, text: readDraft(key) }
    return read.current.text
  })
  const set = useCallback((text: string) => writeDraft(key, text), [key])
  return [draft, set]
}
