import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import type { SavedState } from '../../../stores/types.ts'

/**
 * Whether everything is on the server's disk, in words and by the shape of a dot. In a narrow bar the words are only
 * read aloud, but for an outage.
 */
export function SavedSign({ compact }: { compact: boolean }) {
  const { t } = useTranslation('document')
  const saved = useCalm(useStore(useDocument().saved))
  const count = 'changes' in saved ? saved.changes : 0
  const offline = saved.state === 'offline'
  const full = 'because' in saved && saved.because === 'storage'
  const words = t(
    full ? 'saved.storage' : offline && count === 0 ? 'saved.offlineIdle' : `saved.${saved.state}`,
    { count },
  )
  return (
    <span
      className={`saved saved-${saved.state}`}
      role="status"
      aria-live="polite"
      title={t(full ? 'saved.storageHint' : `saved.${saved.state}Hint`)}
    >
      <span className="saved-dot" aria-hidden="true" />
      <span className={compact ? 'ui-hidden' : undefined}>{words}</span>
      {compact && offline ? (
        <span aria-hidden="true">
          {count === 0 ? words : t(full ? 'saved.storageShort' : 'saved.offlineShort', { count })}
        </span>
      ) : null}
    </span>
  )
}

const MOMENT_MS = 400

/**
 * What is not saved is never called saved, not for a blink. The way back takes a moment longer than it needs, so that nothing
 * flickers while one types.
 */
function useCalm(saved: SavedState): SavedState {
  const [last, setLast] = useState(saved)
  const early = saved.state === 'saved' && last.state !== 'saved'
  useEffect(() => {
    if (!early) {
      setLast(saved)
      return
    }
    const timer = setTimeout(() => setLast(saved), MOMENT_MS)
    return () => clearTimeout(timer)
  }, [saved, early])
  return early ? last : saved
}
