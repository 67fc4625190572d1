import { History } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { RestorePointInfo } from '../../../../shared/api.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { timeAgo } from '../../../i18n/time.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { usePageParts } from '../state/page-context.tsx'
import { useNow } from '../state/use-now.ts'
import { howMuch } from './how-much.ts'

/** Much of the text was deleted at once: who, how much, and where to get it back. */
export function RestoreNotice({ point, onDismiss }: { point: RestorePointInfo; onDismiss: () => void }) {
  const { t, i18n } = useTranslation(['care', 'document', 'app'])
  const { user } = useDocument()
  const { page } = usePageParts()
  const now = useNow()
  return (
    <Banner
      tone="warn"
      icon={<History size={17} />}
      action={
        <Button size="small" onClick={() => page.set({ restoring: true })}>
          {t('restore.look')}
        </Button>
      }
      dismissLabel={t('app:close')}
      onDismiss={onDismiss}
    >
      {t(point.by?.id === user.id ? 'restore.noticeSelf' : 'restore.notice', {
        name: point.by?.name ?? t('document:someone'),
        when: timeAgo(point.at, now, i18n.language),
        ...howMuch(point, i18n.language),
      })}
    </Banner>
  )
}
