import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHandover } from '../../hooks/use-account.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { LinkCard } from '../share/LinkCard.tsx'
import { linksOf } from '../share/links-of.ts'

/** As long as the server lets it be used. */
const LASTS_MS = 10 * 60_000

/** The same person on another device: a code to scan there. With a `documentId` it leads into that document. */
export function HandoverDialog(props: {
  name: string
  documentId: string | undefined
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const { t } = useTranslation(['account', 'app'])
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={t('handover.title')}
      description={t('handover.what', { name: props.name })}
      closeLabel={t('app:close')}
      width="narrow"
    >
      <Code {...props} />
    </Dialog>
  )
}

function Code({ name, documentId }: { name: string; documentId: string | undefined }) {
  const { t, i18n } = useTranslation(['account', 'app'])
  const [turn, setTurn] = useState(0)
  const link = useHandover(turn)
  const left = useSecondsLeft(link.data ? link.data.made + LASTS_MS : undefined)
  const another = () => setTurn((now) => now + 1)
  if (link.isError)
    return (
      <Banner
        tone="warn"
        action={
          <Button size="small" onClick={() => void link.refetch()}>
            {t('app:retry')}
          </Button>
        }
      >
        {problemText(t, link.error, i18n.language)}
      </Banner>
    )
  if (!link.data)
    return (
      <div className="link-card link-card-scan" role="status">
        <VisuallyHidden>{t('app:loading')}</VisuallyHidden>
        <div className="link-code">
          <div className="qr-code" />
        </div>
        <Skeleton widths={[30, 100, 70]} />
      </div>
    )
  const over = left === 0
  return (
    <div className="grid gap-3">
      <LinkCard
        key={link.data.token}
        urls={linksOf(link.data, documentId)}
        label={t('handover.link')}
        qrLabel={t('handover.qr', { name })}
        toScan
        over={
          over ? (
            <>
              <strong className="font-semibold">{t('handover.expired')}</strong>
              <Button variant="primary" size="small" onClick={another}>
                {t('handover.another')}
              </Button>
            </>
          ) : undefined
        }
      >
        <p className="ui-hint">
          {over ? t('handover.expiredHint') : t('handover.once')}
          {/* Counted silently: whoever listens hears only the end. */}
          {over ? null : (
            <span className="whitespace-nowrap tabular-nums" aria-hidden="true">
              {` ${t('handover.left', { time: minutes(left) })}`}
            </span>
          )}
        </p>
        <p className="ui-hidden" role="status">
          {over ? t('handover.expired') : ''}
        </p>
      </LinkCard>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="ui-hint min-w-0 flex-1">{t('handover.care', { name })}</p>
        {over ? null : (
          <Button size="small" onClick={another}>
            {t('handover.another')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** Whole seconds until then, never below none. */
function useSecondsLeft(until: number | undefined): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (until === undefined) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [until])
  return until === undefined ? 0 : Math.max(0, Math.ceil((until - now) / 1_000))
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
