import { Plus } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import type { TextBlock } from '../../../stores/types.ts'
import { Popover } from '../../../ui/Popover.tsx'
import { useBlockName } from '../state/block-name.ts'
import type { PlacedThread } from '../state/notes.ts'
import { useMayAnnotate, usePageParts, useTags } from '../state/page-context.tsx'
import { blockSubject } from '../state/subject.ts'
import { useOpenThreads } from '../state/use-open-threads.ts'
import { PatternLine } from '../tags/TagMark.tsx'
import { type BlockChip, chipsOf, fitChips, MOST_INITIALS } from './block-chips.ts'

/** Kept free for the button that adds a tag. */
const ADD = 64

/**
 * The tags on a block and its passages, in the one row that every block keeps free below it: so a colleague's tag appears
 * without moving a line.
 */
export function BlockChips(props: {
  block: TextBlock
  placed: readonly PlacedThread[]
  width: number
  here: boolean
}) {
  const { block, placed, width, here } = props
  const session = useDocument()
  const { page } = usePageParts()
  const { t } = useTranslation('text')
  const tags = useTags()
  const mayAnnotate = useMayAnnotate()
  const name = useBlockName(block)
  const chips = useMemo(() => chipsOf(placed, tags), [placed, tags])
  const { shown, rest } = fitChips(chips, width - (mayAnnotate ? ADD : 0))
  const tabIndex = here ? 0 : -1
  return (
    <div className="chips">
      {shown.map((chip) => (
        <Chip key={chip.tag.id} chip={chip} name={name} tabIndex={tabIndex} />
      ))}
      {rest.length > 0 ? (
        <Popover
          label={t('chips.all', { block: name })}
          align="start"
          className="chips-popover"
          trigger={
            <button type="button" className="chip-more" tabIndex={tabIndex}>
              <span aria-hidden="true">+{rest.length}</span>
              <span className="ui-hidden">{t('chips.more', { count: rest.length, block: name })}</span>
            </button>
          }
        >
          <div className="chips-list">
            {chips.map((chip) => (
              <Chip key={chip.tag.id} chip={chip} name={name} tabIndex={0} />
            ))}
          </div>
        </Popover>
      ) : null}
      {mayAnnotate ? (
        <button
          type="button"
          className="chip-add"
          tabIndex={tabIndex}
          aria-label={t('chips.add', { block: name })}
          onClick={() => page.set({ tagging: blockSubject(session, block.id), draft: undefined })}
        >
          <Plus size={12} aria-hidden="true" />
          {t('chips.tag')}
        </button>
      ) : null}
    </div>
  )
}

/** One tag with the initials of those who put it there; opens their notes, one after the other. */
function Chip({ chip, name, tabIndex }: { chip: BlockChip; name: string; tabIndex: number }) {
  const { t } = useTranslation('text')
  const { t: app } = useTranslation('app')
  const { page } = usePageParts()
  const session = useDocument()
  const people = useStore(session.people)
  const open = useOpenThreads()
  const { tag, threads } = chip
  const known = chip.people.map((id) => people.get(id))
  const names = known.map((person) => person?.name ?? t('chips.someone')).join(app('listComma'))
  const title = tag.definition ? `${tag.label}：${names}\n${tag.definition}` : `${tag.label}：${names}`
  return (
    <button
      type="button"
      className={`chip tag pigment-${tag.color}`}
      tabIndex={tabIndex}
      title={title}
      onClick={() => open(threads)}
      onPointerEnter={() => page.hover(threads[0])}
      onPointerLeave={() => page.hover(undefined)}
    >
      <PatternLine pattern={tag.pattern} />
      <span className="tag-label">{tag.label}</span>
      <span className="ui-hidden">{t('chips.by', { names, block: name })}</span>
      <span className="chip-people" aria-hidden="true">
        {known.slice(0, MOST_INITIALS).map((person, index) => (
          <span key={chip.people[index]}>{person?.initial ?? '?'}</span>
        ))}
        {known.length > MOST_INITIALS ? <span>+{known.length - MOST_INITIALS}</span> : null}
      </span>
    </button>
  )
}
