import { CloudOff, HardDrive, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { CLOSE } from '../../../../shared/protocol.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import type { Trouble } from '../../../stores/types.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'

/** What must be said at once, below the bar and over the page: nothing moves because of it. */
export function Notices() {
  const troubles = useStore(useDocument().trouble)
  return (
    <div className="notices no-print">
      <div className="notices-stack">
        {troubles.map((trouble) => (
          <TroubleBanner key={keyOf(trouble)} trouble={trouble} />
        ))}
        {troubles.some((trouble) => trouble.kind === 'closed') ? null : <OfflineBanner />}
      </div>
    </div>
  )
}

function keyOf(trouble: Trouble): string {
  return trouble.kind === 'closed'
    ? `${trouble.code} ${trouble.room} ${trouble.refusal?.reason ?? ''}`
    : trouble.kind
}

function TroubleBanner({ trouble }: { trouble: Trouble }) {
  const { t } = useTranslation(['document', 'app'])
  const session = useDocument()
  if (trouble.kind === 'local-store')
    return (
      <Banner
        tone="warn"
        icon={<HardDrive size={17} />}
        dismissLabel={t('app:close')}
        onDismiss={() => session.dismiss(trouble)}
      >
        {t(trouble.message === 'full' ? 'trouble.localFull' : 'trouble.localBlocked')}
      </Banner>
    )
  const reason = trouble.refusal?.reason
  return (
    <Banner
      tone="danger"
      icon={<TriangleAlert size={17} />}
      action={<WayOut code={trouble.code} />}
      dismissLabel={t('app:close')}
      onDismiss={() => session.dismiss(trouble)}
    >
      {t([`trouble.${trouble.code}`, 'trouble.closed'], { code: trouble.code })}{' '}
      {reason ? (
        <span className="trouble-reason">{t([`reason.${reason}`, 'reason.other'], { reason })}</span>
      ) : null}
    </Banner>
  )
}

/** What can be done about a connection that was closed for good. */
function WayOut({ code }: { code: number }): ReactNode {
  const { t } = useTranslation(['document', 'app'])
  const navigate = useNavigate()
  switch (code) {
    case CLOSE.signedOut:
      return (
        <Button size="small" variant="primary" onClick={() => navigate('/join')}>
          {t('trouble.join')}
        </Button>
      )
    case CLOSE.notFound:
      return (
        <Button size="small" onClick={() => navigate('/')}>
          {t('app:home')}
        </Button>
      )
    default:
      return (
        <Button size="small" onClick={() => location.reload()}>
          {t('app:reload')}
        </Button>
      )
  }
}

const PATIENCE_MS = 6_000

/** Said once an outage, when it lasts; closed, it stays closed until the next one. The bar shows the state all the time. */
function OfflineBanner() {
  const { t } = useTranslation(['document', 'app'])
  const offline = useStore(useDocument().saved).state === 'offline'
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (!offline) {
      setShown(false)
      return
    }
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [offline])
  if (!offline || !shown) return null
  return (
    <Banner icon={<CloudOff size={17} />} dismissLabel={t('app:close')} onDismiss={() => setShown(false)}>
      {t('trouble.offline')}
    </Banner>
  )
}
