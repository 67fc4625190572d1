import { useTranslation } from 'react-i18next'
import type { RestorePointInfo } from '../../../../shared/api.ts'
import { fullTime, timeAgo } from '../../../i18n/time.ts'
import { Choices } from '../../../ui/Choices.tsx'
import { useNow } from '../state/use-now.ts'
import { howMuch } from './how-much.ts'

/** Each by when, by whom and how much; one of them is shown below. */
export function RestorePointList(props: {
  points: readonly RestorePointInfo[]
  chosen: string
  onChoose: (id: string) => void
}) {
  const { t, i18n } = useTranslation(['care', 'document'])
  const now = useNow()
  return (
    <div className="restore-points">
      <Choices
        label={t('restore.which')}
        value={props.chosen}
        onChange={props.onChoose}
        options={props.points.map((point) => ({
          value: point.id,
          label: (
            <time dateTime={point.at} title={fullTime(point.at, i18n.language)}>
              {t('restore.before', { when: timeAgo(point.at, now, i18n.language) })}
            </time>
          ),
          hint: t('restore.much', {
            name: point.by?.name ?? t('document:someone'),
            ...howMuch(point, i18n.language),
          }),
        }))}
      />
    </div>
  )
}
