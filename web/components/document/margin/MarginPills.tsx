import { ArrowDown, ArrowUp } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordId } from '../../../../shared/ids.ts'
import { usePage } from '../state/page-context.tsx'
import { useOpenThread } from '../state/use-thread-steps.ts'

interface Beyond {
  above: readonly RecordId[]
  below: readonly RecordId[]
}

const NOBODY: Beyond = { above: [], below: [] }

/** New notes that can't be seen from here; whoever reads is told, and moved only when they ask. */
export function MarginPills(props: {
  tops: ReadonlyMap<string, number>
  hidden: readonly RecordId[]
  column: RefObject<HTMLElement | null>
}) {
  const { tops, hidden, column } = props
  const { t } = useTranslation('document')
  const fresh = usePage((value) => value.fresh)
  const beyond = useBeyond(fresh, tops, hidden, column)
  const open = useOpenThread()
  const up = beyond.above.at(-1)
  const down = beyond.below[0]
  return (
    <div className="margin-pills">
      {up ? (
        <Pill onClick={() => open(up, { focus: true })} className="margin-pill margin-pill-new">
          <ArrowUp size={13} aria-hidden="true" />
          {t('margin.new', { count: beyond.above.length })}
        </Pill>
      ) : null}
      {down ? (
        <Pill onClick={() => open(down, { focus: true })} className="margin-pill margin-pill-new">
          <ArrowDown size={13} aria-hidden="true" />
          {t('margin.new', { count: beyond.below.length })}
        </Pill>
      ) : null}
    </div>
  )
}

/** Leads to the cards above the open one that found no room. */
export function HiddenPill({ hidden }: { hidden: readonly RecordId[] }) {
  const { t } = useTranslation('document')
  const open = useOpenThread()
  const last = hidden.at(-1)
  if (last === undefined) return null
  return (
    <Pill onClick={() => open(last, { focus: true })} className="margin-pill margin-hidden">
      <ArrowUp size={13} aria-hidden="true" />
      {t('margin.above', { count: hidden.length })}
    </Pill>
  )
}

function Pill(props: { className: string; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={props.className} onClick={props.onClick}>
      {props.children}
    </button>
  )
}

/** Fresh threads out of sight. Looked up when one scrolls or something arrives, and then only among the fresh ones. */
function useBeyond(
  fresh: ReadonlySet<RecordId>,
  tops: ReadonlyMap<string, number>,
  hidden: readonly RecordId[],
  column: RefObject<HTMLElement | null>,
): Beyond {
  const [beyond, setBeyond] = useState(NOBODY)
  useEffect(() => {
    if (fresh.size === 0) {
      setBeyond(NOBODY)
      return
    }
    let frame = 0
    const read = () => {
      frame = 0
      const from = column.current?.getBoundingClientRect().top ?? 0
      const inOrder = [...fresh]
        .flatMap((id) => {
          const top = hidden.includes(id) ? Number.NEGATIVE_INFINITY : tops.get(id)
          return top === undefined ? [] : [{ id, top: top + from }]
        })
        .sort((a, b) => a.top - b.top)
      const above = inOrder.filter(({ top }) => top < 0).map(({ id }) => id)
      const below = inOrder.filter(({ top }) => top > window.innerHeight - 48).map(({ id }) => id)
      setBeyond((was) =>
        String(was.above) === String(above) && String(was.below) === String(below) ? was : { above, below },
      )
    }
    const scrolled = () => {
      frame ||= requestAnimationFrame(read)
    }
    read()
    window.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('scroll', scrolled)
    }
  }, [fresh, tops, hidden, column])
  return beyond
}
