import { useTranslation } from 'react-i18next'
import { usePurges } from '../../hooks/use-purges.ts'
import { fullTime, timeAgo } from '../../i18n/time.ts'

/** That something was purged, for owners: who, when and how much. Nothing is shown where nothing was. */
export function PurgeRecord({ documentId }: { documentId: string }) {
  const { t, i18n } = useTranslation('app')
  const purges = usePurges(documentId)
  const now = Date.now()
  if (!purges.data || purges.data.length === 0) return null
  return (
    <section className="grid gap-1">
      <h3 className="share-heading">{t('share.purges')}</h3>
      <ul className="share-list">
        {purges.data.map((purge) => (
          <li key={purge.id}>
            <span className="min-w-0 flex-1">
              {t(`share.purged.${purge.kind}`, { name: purge.by.name, count: purge.records })}
              {purge.done ? null : (
                <span className="block text-[13px] text-ink-3">{t('share.purgeWaits')}</span>
              )}
            </span>
            <time
              className="flex-none text-[13px] text-ink-3"
              dateTime={purge.at}
              title={fullTime(purge.at, i18n.language)}
            >
              {timeAgo(purge.at, now, i18n.language)}
            </time>
          </li>
        ))}
      </ul>
    </section>
  )
}
