import { useTranslation } from 'react-i18next'
import type { UserInfo } from '../../../shared/api.ts'
import { usePurge } from '../../hooks/use-purges.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useToast } from '../../ui/Toast.tsx'
import { TypeToConfirm } from '../../ui/TypeToConfirm.tsx'

/** Purges what somebody wrote, for good: whoever does it types the name first. */
export function PurgePersonDialog(props: { documentId: string; person: UserInfo; onClose: () => void }) {
  const { documentId, person, onClose } = props
  const { t, i18n } = useTranslation('app')
  const showToast = useToast()
  const { name } = person
  const purge = usePurge(documentId, ({ records }) => {
    showToast({ message: t('share.purgeDone', { name, count: records }) })
    onClose()
  })
  return (
    <TypeToConfirm
      title={t('share.purgeTitle', { name })}
      description={t('share.purgeWhat', { name })}
      label={t('share.purgeField', { name })}
      words={name}
      cancelLabel={t('cancel')}
      confirmLabel={t('share.purgeConfirm')}
      busy={purge.isPending}
      error={purge.isError ? problemText(t, purge.error, i18n.language) : undefined}
      onConfirm={() => purge.mutate({ userId: person.id })}
      onClose={onClose}
    />
  )
}
