import { useCallback, useRef } from 'react'
import type { RecordId } from '../../../../shared/ids.ts'
import { useNotes, usePageParts } from './page-context.tsx'

/**
 * Opens what lies at one place of the text: the first thread, then, asked again, the next. What the margin's filter hides
 * is shown, for it was pointed at.
 */
export function useOpenThreads(): (ids: readonly RecordId[]) => void {
  const { page } = usePageParts()
  const notes = useNotes()
  const latest = useRef(notes)
  latest.current = notes
  return useCallback(
    (ids) => {
      const active = page.get().active
      const next = ids[(ids.indexOf(active ?? '') + 1) % ids.length]
      if (next === undefined) return
      const { shown, orphans } = latest.current
      const listed = [...shown, ...orphans].some(({ thread }) => thread.id === next)
      if (!listed) page.set({ filter: { status: 'all', mine: false, tag: undefined } })
      page.activate(next)
    },
    [page],
  )
}
