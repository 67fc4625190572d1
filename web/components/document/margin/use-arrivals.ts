import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordId } from '../../../../shared/ids.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { usePageParts } from '../state/page-context.tsx'
import { type Arrival, arrivalsIn } from './arrivals.ts'

/** What comes within this is told in one sentence; nobody is read every note of forty people. */
const GATHER_MS = 2_500
const LOOK_MS = 1_000
/** A card is new no longer when it has been before one's eyes for so many looks. */
const LOOKS = 6

/** Marks threads in which others write as fresh, and answers what to say about them aloud. */
export function useArrivals(): string {
  const session = useDocument()
  const { page } = usePageParts()
  const threads = useStore(session.threads)
  const ready = useStore(session.ready)
  const { t } = useTranslation('document')
  const known = useRef<Set<RecordId>>(undefined)
  const waiting = useRef<Arrival[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [sentence, setSentence] = useState('')

  useEffect(() => {
    if (!ready) return
    if (!known.current) {
      // What is there when the page opens is nobody's news.
      known.current = new Set()
      arrivalsIn(threads, known.current, session.user.id)
      return
    }
    const arrivals = arrivalsIn(threads, known.current, session.user.id)
    if (arrivals.length === 0) return
    page.arrived(arrivals.map((arrival) => arrival.thread).filter((id) => id !== page.get().active))
    waiting.current.push(...arrivals)
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      const told = waiting.current
      waiting.current = []
      const names = new Set(told.map(({ annotation }) => session.people.get().get(annotation.creator)?.name))
      const name = names.size === 1 ? [...names][0] : undefined
      setSentence(
        name
          ? t('announce.fromOne', { name, count: told.length })
          : t('announce.fromMany', { count: told.length }),
      )
    }, GATHER_MS)
  }, [threads, ready, session, page, t])
  useEffect(() => () => clearTimeout(timer.current), [])
  return sentence
}

/** Cards that have been before one's eyes for a while are new no longer. */
export function useLooking(): void {
  const { page } = usePageParts()
  useEffect(() => {
    const looks = new Map<RecordId, number>()
    const timer = setInterval(() => {
      const { fresh } = page.get()
      if (fresh.size === 0 || document.hidden) return
      const looked: RecordId[] = []
      for (const card of document.querySelectorAll<HTMLElement>('[data-card][data-fresh]')) {
        const id = card.dataset.card ?? ''
        const { top, bottom } = card.getBoundingClientRect()
        if (bottom < 80 || top > window.innerHeight - 40) continue
        const count = (looks.get(id) ?? 0) + 1
        looks.set(id, count)
        if (count >= LOOKS) looked.push(id)
      }
      if (looked.length > 0) page.looked(looked)
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [page])
}
