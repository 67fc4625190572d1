import { Archive, CloudOff, HardDrive, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { CLOSE } from '../../../../shared/protocol.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useDisplaced, useDisplacedWatch } from '../../../hooks/use-displaced.ts'
import { useStore } from '../../../hooks/use-store.ts'
import { isOfFormerEpoch, leavesSomething } from '../../../stores/trouble-store.ts'
import type { Trouble } from '../../../stores/types.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { KeptDialog } from '../../kept/KeptDialog.tsx'
import { reasonWords } from '../../kept/kept-words.ts'
import { CareNotices } from '../care/CareNotices.tsx'

/** What must be said at once, below the bar and over the page: nothing moves because of it. */
export function Notices() {
  const { trouble: list, info } = useDocument()
  const troubles = useStore(list)
  const [keptOpen, setKeptOpen] = useState(false)
  const look = () => setKeptOpen(true)
  return (
    <div className="notices no-print">
      <div className="notices-stack">
        {troubles.map((trouble) => (
          <TroubleBanner key={keyOf(trouble)} trouble={trouble} onLook={look} />
        ))}
        <DisplacedBanner onLook={look} />
        {troubles.some((trouble) => trouble.kind === 'closed') ? null : <OfflineBanner />}
        {troubles.length > 0 ? null : <CareNotices />}
      </div>
      {/* Not in a banner: that may go while one reads. */}
      <KeptDialog open={keptOpen} onOpenChange={setKeptOpen} document={info} />
    </div>
  )
}

function keyOf(trouble: Trouble): string {
  return trouble.kind === 'closed'
    ? `${trouble.code} ${trouble.room} ${trouble.refusal?.reason ?? ''}`
    : trouble.kind
}

function TroubleBanner({ trouble, onLook }: { trouble: Trouble; onLook: () => void }) {
  const { t } = useTranslation(['document', 'app', 'kept'])
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
  const former = isOfFormerEpoch(trouble)
  const reason = former ? undefined : trouble.refusal?.reason
  return (
    <Banner
      tone={former ? 'warn' : 'danger'}
      icon={former ? <Archive size={17} /> : <TriangleAlert size={17} />}
      action={<WayOut trouble={trouble} onLook={onLook} />}
      dismissLabel={t('app:close')}
      onDismiss={() => session.dismiss(trouble)}
    >
      {former
        ? t('trouble.otherEpoch')
        : t([`trouble.${trouble.code}`, 'trouble.closed'], { code: trouble.code })}{' '}
      {reason ? <span className="trouble-reason">{reasonWords({ reason }, t)}</span> : null}
    </Banner>
  )
}

/** What can be done about a connection that was closed for good. */
function WayOut({
  trouble,
  onLook,
}: {
  trouble: Extract<Trouble, { kind: 'closed' }>
  onLook: () => void
}): ReactNode {
  const { t } = useTranslation(['document', 'app'])
  const navigate = useNavigate()
  if (leavesSomething(trouble)) return <LookAtKept onLook={onLook} />
  switch (trouble.code) {
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
      return <Reload />
  }
}

function Reload() {
  const { t } = useTranslation('app')
  return (
    <Button size="small" onClick={() => location.reload()}>
      {t('reload')}
    </Button>
  )
}

/** Opens what is kept. */
function LookAtKept({ onLook }: { onLook: () => void }) {
  const { t } = useTranslation('kept')
  return (
    <Button size="small" variant="primary" onClick={onLook}>
      {t('look')}
    </Button>
  )
}

/** Said when something of one's own has been displaced; closed, until there is more. */
function DisplacedBanner({ onLook }: { onLook: () => void }) {
  const { t } = useTranslation(['kept', 'app'])
  const { info, losses } = useDocument()
  const displaced = useDisplaced(info.id)
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set())
  useDisplacedWatch(info.id, losses)
  if (displaced.every(({ id }) => seen.has(id))) return null
  return (
    <Banner
      icon={<Archive size={17} />}
      action={<LookAtKept onLook={onLook} />}
      dismissLabel={t('app:close')}
      onDismiss={() => setSeen(new Set(displaced.map(({ id }) => id)))}
    >
      {t('displacedNotice')}
    </Banner>
  )
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
