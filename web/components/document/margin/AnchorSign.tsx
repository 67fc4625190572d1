import { useTranslation } from 'react-i18next'
import type { Anchor } from '../../../stores/types.ts'
import { Badge } from '../../../ui/Badge.tsx'

/** Whether a note still stands where it was written; nothing to say when it does. */
export function AnchorSign({ anchor }: { anchor: Anchor }) {
  const { t } = useTranslation('document')
  switch (anchor.state) {
    case 'moved':
      return (
        <Badge tone="neutral" title={t('anchor.movedHint')}>
          {t('anchor.moved')}
        </Badge>
      )
    case 'changed':
      return (
        <Badge tone="warn" title={t('anchor.changedHint')}>
          {t('anchor.changed')}
        </Badge>
      )
    case 'orphan':
      return (
        <Badge tone="warn" title={t('anchor.orphanHint')}>
          {t('anchor.orphan')}
        </Badge>
      )
    case 'pending':
    case 'exact':
      return null
    default:
      return anchor satisfies never
  }
}

/** What the text said, and what it says now. */
export function ChangedQuote({ was, now }: { was: string; now: string }) {
  const { t } = useTranslation('document')
  return (
    <p className="changed-quote">
      <del>
        <span className="ui-hidden">{t('anchor.was')}</span>
        {was}
      </del>
      <span aria-hidden="true"> → </span>
      <ins>
        <span className="ui-hidden">{t('anchor.now')}</span>
        {now === '' ? t('anchor.gone') : now}
      </ins>
    </p>
  )
}
