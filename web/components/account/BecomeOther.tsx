import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionInfo } from '../../../shared/api.ts'
import { faceOf } from '../../../shared/face.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Face } from '../../ui/Face.tsx'
import { CredentialsDialog } from './CredentialsDialog.tsx'

/** This browser is somebody already. Nobody is signed out without having been told, and a guest not without a way back. */
export function BecomeOther(props: {
  session: SessionInfo
  question: ReactNode
  busy: boolean
  onBecome: () => void
  onStay: () => void
  stayLabel: string
}) {
  const { session, question, busy, onBecome, onStay, stayLabel } = props
  const { t } = useTranslation(['account', 'app'])
  const [keeping, setKeeping] = useState(false)
  const { name } = session.user
  const whole = useRef<HTMLElement>(null)
  // It takes the place of what was there: whoever listens hears the question, and Tab goes on from it.
  useEffect(() => whole.current?.focus(), [])
  return (
    <section ref={whole} className="grid gap-4" tabIndex={-1} aria-label={t('other.heading')}>
      <p className="flex items-center gap-3 rounded-lg bg-line-2 px-4 py-3">
        <Face {...faceOf(session.user)} decorative />
        <span className="min-w-0">{t('app:join.signedInAs', { name })}</span>
      </p>
      <p className="text-[14.5px] leading-relaxed text-ink-2">{question}</p>
      {session.email ? null : (
        <Banner
          tone="warn"
          action={
            <Button size="small" onClick={() => setKeeping(true)}>
              {t('keep.title')}
            </Button>
          }
        >
          {t('other.guest', { name })}
        </Banner>
      )}
      <div className="grid gap-2">
        <Button variant="primary" size="large" busy={busy} onClick={onBecome}>
          {t('other.become')}
        </Button>
        <Button size="large" onClick={onStay}>
          {stayLabel}
        </Button>
      </div>
      {keeping ? <CredentialsDialog session={session} onClose={() => setKeeping(false)} /> : null}
    </section>
  )
}
