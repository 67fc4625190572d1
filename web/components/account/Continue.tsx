import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SessionInfo } from '../../../shared/api.ts'
import { useContinue } from '../../hooks/use-account.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { BecomeOther } from './BecomeOther.tsx'

/** Uses a one-time link, once and by itself; whatever goes wrong says why, and what else there is to do. */
export function Continue(props: {
  token: string
  session: SessionInfo | null
  onContinued: () => void
  onStay: () => void
}) {
  const { token, session, onContinued, onStay } = props
  const { t, i18n } = useTranslation(['account', 'app'])
  const become = useContinue()
  const used = useRef(false)
  const ask = (replace: boolean) =>
    become.mutate({ token, ...(replace ? { replace } : {}) }, { onSuccess: onContinued })

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, however often the page is drawn
  useEffect(() => {
    if (used.current) return
    used.current = true
    ask(false)
  }, [])

  const code = become.error?.code
  const asks = code === 'signed-in-as-other'
  if (session && (asks || (become.isPending && become.variables.replace)))
    return (
      <BecomeOther
        session={session}
        busy={become.isPending}
        question={t('other.continue', { name: session.user.name })}
        onBecome={() => ask(true)}
        onStay={onStay}
        stayLabel={t('other.stay', { name: session.user.name })}
      />
    )
  if (!become.error || become.isPending)
    return (
      <p className="flex items-center gap-3 text-ink-2" role="status">
        <Spinner />
        {t('continue.doing')}
      </p>
    )
  const gone = code?.startsWith('handover-')
  return (
    <div className="grid gap-5">
      <Banner tone="danger">{problemText(t, become.error, i18n.language)}</Banner>
      {gone ? (
        <WaysOn signedIn={session !== null} />
      ) : (
        <Button variant="primary" size="large" onClick={() => ask(false)}>
          {t('app:retry')}
        </Button>
      )}
    </div>
  )
}

/** What else there is to do when a one-time link leads nowhere. */
export function WaysOn({ signedIn }: { signedIn: boolean }) {
  const { t } = useTranslation(['account', 'app'])
  return (
    <div className="grid gap-2">
      {signedIn ? (
        <Link to="/" className="ui-button ui-button-primary ui-button-large">
          {t('app:join.toDocuments')}
        </Link>
      ) : (
        <>
          <Link to="/sign-in" className="ui-button ui-button-primary ui-button-large">
            {t('signIn.withEmail')}
          </Link>
          <Link to="/join" className="ui-button ui-button-outline ui-button-large">
            {t('signIn.withInvite')}
          </Link>
        </>
      )}
    </div>
  )
}
