import { useTranslation } from 'react-i18next'
import type { SourceRecord } from '../../../../shared/api.ts'
import { fullDate } from '../../../i18n/time.ts'

/** Title, date and source; whatever is known of them. */
export function TextHead(props: { title: string; source: SourceRecord; language: string | undefined }) {
  const { title, source, language } = props
  const { t, i18n } = useTranslation('text')
  const date = source.date ? fullDate(source.date, i18n.language) : undefined
  return (
    <header className="text-head">
      <h1 className="text-title" lang={language}>
        {title}
      </h1>
      <p className="text-source">
        {date ? <time dateTime={source.date}>{date}</time> : null}
        {date && source.source ? <span aria-hidden="true"> · </span> : null}
        {source.source ? <span>{t('head.source', { source: source.source })}</span> : null}
      </p>
    </header>
  )
}
