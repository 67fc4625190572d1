import { useTranslation } from 'react-i18next'
import type { TextBlock } from '../../../stores/types.ts'
import { classNames } from '../../../ui/class-names.ts'
import { useBlockName } from '../state/block-name.ts'
import { lookOf, type PlacedThread } from '../state/notes.ts'
import { usePage, usePageParts, useTags } from '../state/page-context.tsx'
import { isBareTag } from '../state/thread-filter.ts'
import { useOpenThreads } from '../state/use-open-threads.ts'

/** The line beside a block that says: there are notes on the whole of it. */
export function BlockRule(props: { block: TextBlock; placed: readonly PlacedThread[]; here: boolean }) {
  const { block, placed, here } = props
  const { t } = useTranslation('text')
  const { page } = usePageParts()
  const tags = useTags()
  const open = useOpenThreads()
  const name = useBlockName(block)
  const whole = placed.filter(({ thread, place }) => place?.whole && !isBareTag(thread))
  const ids = whole.map(({ thread }) => thread.id)
  const lit = usePage(
    ({ active, hovered }) => ids.find((id) => id === active) ?? ids.find((id) => id === hovered),
  )
  const first = whole.find(({ thread }) => thread.id === lit) ?? whole[0]
  if (!first) return null
  const { pigment, pattern } = lookOf(first.thread, tags)
  return (
    <button
      type="button"
      tabIndex={here ? 0 : -1}
      className={classNames('block-rule', `pigment-${pigment}`, `rule-${pattern}`, lit && 'block-rule-lit')}
      aria-label={t('rule.open', { count: ids.length, block: name })}
      title={t('rule.open', { count: ids.length, block: name })}
      onClick={() => open(ids)}
      onPointerEnter={() => page.hover(ids[0])}
      onPointerLeave={() => page.hover(undefined)}
    />
  )
}
