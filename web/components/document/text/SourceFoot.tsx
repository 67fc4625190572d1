import { useTranslation } from 'react-i18next'
import type { SourceRecord } from '../../../../shared/api.ts'

/** Where the text comes from and what its publishers added: part of the document, but nothing to annotate. */
export function SourceFoot({ source, language }: { source: SourceRecord; language: string | undefined }) {
  const { t, i18n } = useTranslation('text')
  const { attribution, editors = [], notices = [] } = source
  if (!attribution && !source.source && editors.length === 0 && notices.length === 0) return null
  return (
    <footer className="source-foot" lang={language}>
      <h2 className="source-title" lang={i18n.language}>
        {t('foot.title')}
      </h2>
      {attribution ? <p className="source-attribution">{attribution}</p> : null}
      <dl className="source-people">
        {source.source ? <Entry name={t('foot.source')} value={source.source} /> : null}
        {editors.map(({ role, name }) => (
          <Entry key={`${role}/${name}`} name={role} value={name} />
        ))}
      </dl>
      {notices.map((notice) => (
        <p key={notice} className="source-notice">
          {notice}
        </p>
      ))}
    </footer>
  )
}

function Entry({ name, value }: { name: string; value: string }) {
  return (
    <div className="source-entry">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
