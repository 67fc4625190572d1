import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { useSession } from '../hooks/use-session.ts'

export function NotFoundPage() {
  const { t } = useTranslation('app')
  const session = useSession()
  return (
    <PageFrame title={t('notFound.pageTitle')} user={session.data?.user} narrow>
      <h1 className="font-serif text-2xl font-semibold">{t('notFound.heading')}</h1>
      <p className="mt-3 mb-6 text-ink-2">{t('notFound.hint')}</p>
      <Link to="/" className="ui-button ui-button-primary ui-button-large">
        {t('home')}
      </Link>
    </PageFrame>
  )
}
