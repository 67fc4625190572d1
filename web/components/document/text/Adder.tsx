import { MessageCircleQuestionMark, MessageSquarePlus, MessageSquareText, Tag } from 'lucide-react'
import { type RefObject, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { LIMITS } from '../../../../shared/limits.ts'
import { Kbd } from '../../../ui/Kbd.tsx'
import { Toolbar, ToolbarButton } from '../../../ui/Toolbar.tsx'
import { SHORTCUTS } from '../page/shortcuts.ts'
import { useMayAnnotate } from '../state/page-context.tsx'
import { placeAdder } from './place-adder.ts'
import type { AdderTarget } from './use-adder.ts'
import type { TextAction } from './use-reading-keys.ts'

export interface AdderProps {
  target: AdderTarget
  /** How many notes there are already at what is chosen. */
  notes: number
  column: RefObject<HTMLElement | null>
  onAct: (action: TextAction) => void
}

/** What can be done with what has just been selected. Readers only see the way to the notes that are there. */
export function Adder({ target, notes, column, onAct }: AdderProps) {
  const { t } = useTranslation('text')
  const mayAnnotate = useMayAnnotate()
  const bar = useRef<HTMLDivElement>(null)
  const { chosen, spot } = target
  const tooLong = chosen.kind === 'passage' && chosen.tooLong
  const empty = !mayAnnotate && notes === 0

  useLayoutEffect(() => {
    const element = bar.current
    const origin = column.current?.getBoundingClientRect()
    if (!element || !origin) return
    const size = { width: element.offsetWidth, height: element.offsetHeight }
    const { left, top } = placeAdder(spot, size, {
      left: 8 - origin.left,
      right: document.documentElement.clientWidth - 8 - origin.left,
      top: barHeight() + 8 - origin.top,
      bottom: window.innerHeight - 8 - origin.top,
    })
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`
  })

  if (empty) return null
  return (
    <Toolbar ref={bar} label={t('adder.label')} className="adder no-print">
      {tooLong && mayAnnotate ? (
        <p className="adder-note" role="status">
          {t('adder.tooLong', { max: LIMITS.quoteChars })}
        </p>
      ) : null}
      {mayAnnotate && !tooLong ? (
        <>
          <ToolbarButton
            label={t('adder.comment')}
            icon={<MessageSquarePlus />}
            onClick={() => onAct('comment')}
          >
            {t('adder.comment')}
            <Kbd>{SHORTCUTS.comment}</Kbd>
          </ToolbarButton>
          <ToolbarButton label={t('adder.tag')} icon={<Tag />} onClick={() => onAct('tag')}>
            {t('adder.tag')}
          </ToolbarButton>
          <ToolbarButton
            label={t('adder.question')}
            icon={<MessageCircleQuestionMark />}
            onClick={() => onAct('question')}
          >
            {t('adder.question')}
          </ToolbarButton>
        </>
      ) : null}
      {notes > 0 ? (
        <ToolbarButton label={t('adder.show')} icon={<MessageSquareText />} onClick={() => onAct('show')}>
          {t('adder.show', { count: notes })}
        </ToolbarButton>
      ) : null}
    </Toolbar>
  )
}

/** How much of the window the page's bar covers. */
function barHeight(): number {
  const height = getComputedStyle(document.documentElement).getPropertyValue('--bar')
  return Number.parseFloat(height) || 0
}
