import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { BlockInfo, RestorePointInfo } from '../../../../shared/api.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useRestorePointText } from '../../../hooks/use-restore-points.ts'
import { useStore } from '../../../hooks/use-store.ts'
import { problemText } from '../../../i18n/problem-text.ts'
import { fullTime } from '../../../i18n/time.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { compareBlock } from './compare-block.ts'
import { howMuch } from './how-much.ts'

/**
 * The whole text as it was, with a mark at what is not there now; it opens at the first of them. `facts`: says when it
 * was and who deleted how much, where no list does.
 */
export function RestorePreview({ point, facts }: { point: RestorePointInfo; facts: boolean }) {
  const { t, i18n } = useTranslation(['care', 'document'])
  const { info, blocks } = useDocument()
  const text = useRestorePointText(info.id, point.id)
  const present = useStore(blocks)
  const scroller = useRef<HTMLElement>(null)
  const loaded = text.data !== undefined
  useEffect(() => {
    const first = loaded && scroller.current?.querySelector<HTMLElement>('.restore-lost')
    if (first) scroller.current?.scrollTo({ top: first.offsetTop - 12 })
  }, [loaded])
  const now = new Map(present.map((block) => [block.id, block.text]))
  return (
    <div className="grid gap-2">
      {facts ? (
        <p className="restore-facts">
          {t('restore.facts', {
            name: point.by?.name ?? t('document:someone'),
            when: fullTime(point.at, i18n.language),
            ...howMuch(point, i18n.language),
          })}
        </p>
      ) : null}
      {text.isError ? <Banner tone="warn">{problemText(t, text.error, i18n.language)}</Banner> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={scroller} className="restore-text" aria-label={t('restore.preview')} tabIndex={0}>
        {text.isPending ? <Skeleton widths={[100, 100, 100, 60, 100, 100, 80]} /> : null}
        {text.data?.map((block) => (
          <PreviewBlock key={block.id} block={block} now={now.get(block.id)} />
        ))}
      </section>
    </div>
  )
}

function PreviewBlock({ block, now }: { block: BlockInfo; now: string | undefined }) {
  const { t } = useTranslation('care')
  const state = compareBlock(block.text, now)
  const look = `restore-block restore-${block.kind}${state === 'same' ? '' : ' restore-lost'}`
  return (
    <p className={look}>
      {state === 'same' ? null : <span className="restore-sign">{t(`restore.${state}`)}</span>}
      {block.text}
    </p>
  )
}
