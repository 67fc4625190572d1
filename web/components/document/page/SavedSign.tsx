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
  const words = t(offline && count === 0 ? 'saved.offlineIdle' : `saved.${saved.state}`, { count })
  return (
    <span
      className={`saved saved-${saved.state}`}
      role="status"
      aria-live="polite"
      title={t(`saved.${saved.state}Hint`)}
    >
      <span className="saved-dot" aria-hidden="true" />
      <span className={compact ? 'ui-hidden' : undefined}>{words}</span>
      {compact && offline ? (
        <span aria-hidden="true">{count === 0 ? words : t('saved.offlineShort', { count })}</span>
      ) : null}
    </span>
  )
}

const MOMENT_MS = 700

/** A note is usually saved within a blink: "sending" is only said when it takes longer, so that nothing flickers. */
function useCalm(saved: SavedState): SavedState {
  const [shown, setShown] = useState(saved)
  useEffect(() => {
    const passing = saved.state === 'sending' || saved.state === 'connecting'
    if (!passing || shown.state === saved.state) {
      setShown(saved)
      return
    }
    const timer = setTimeout(() => setShown(saved), MOMENT_MS)
    return () => clearTimeout(timer)
  }, [saved, shown])
  return shown
}
