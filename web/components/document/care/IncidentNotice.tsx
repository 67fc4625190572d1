import { ClipboardList } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useDismissIncident, useIncidents } from '../../../hooks/use-incidents.ts'
import { useStore } from '../../../hooks/use-store.ts'
import { fullTime, timeAgo } from '../../../i18n/time.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { useNow } from '../state/use-now.ts'
import { type IncidentFact, incidentFacts } from './incident-facts.ts'

/** What is filled in as a time. */
const TIMES = ['from', 'until', 'asOf']

/** What an owner has to know, the latest first, one at a time; "dismiss" is for all owners, and brings the next. */
export function IncidentNotice() {
  const { t, i18n } = useTranslation(['care', 'document'])
  const { info, people } = useDocument()
  const known = useStore(people)
  const incidents = useIncidents(info)
  const dismiss = useDismissIncident(info)
  const now = useNow()
  const [latest, ...others] = incidents.data?.toSorted((a, b) => b.at.localeCompare(a.at)) ?? []
  if (!latest) return null
  const nameOf = (id: string) => known.get(id)?.name ?? t('document:someone')
  const { headline, more } = incidentFacts(latest, nameOf)
  const said = ({ key, values }: IncidentFact) =>
    t(`incident.${key}`, {
      ...values,
      ...Object.fromEntries(
        TIMES.flatMap((time) => (time in values ? [[time, fullTime(values[time] ?? 0, i18n.language)]] : [])),
      ),
    })
  return (
    <Banner
      tone={headline.key === 'repairFailed' ? 'warn' : 'neutral'}
      icon={<ClipboardList size={17} />}
      action={
        <Button size="small" onClick={() => dismiss.mutate(latest.id)}>
          {t('incident.dismiss')}
        </Button>
      }
    >
      {said(headline)}
      {more.length > 0 ? (
        <details className="care-facts">
          <summary>{t('incident.facts')}</summary>
          <ul>
            {more.map((fact) => (
              <li key={JSON.stringify(fact)}>{said(fact)}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <span className="care-when">
        <time dateTime={latest.at} title={fullTime(latest.at, i18n.language)}>
          {timeAgo(latest.at, now, i18n.language)}
        </time>
        {others.length > 0 ? ` · ${t('incident.more', { count: others.length })}` : null}
      </span>
    </Banner>
  )
}
