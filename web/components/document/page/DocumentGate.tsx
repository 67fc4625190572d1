import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useSession } from '../../../hooks/use-session.ts'
import { problemText } from '../../../i18n/problem-text.ts'
import { Button } from '../../../ui/Button.tsx'
import { SignInHint } from '../../account/SignInHint.tsx'
import { InviteLinkForm } from '../../join/InviteLinkForm.tsx'
import { PageFrame } from '../../shell/PageFrame.tsx'

/** Stands where a document can't be shown: why, and every way out there is. */
export function DocumentGate({ code, retry }: { code: string; retry: () => void }) {
  const { t, i18n } = useTranslation(['document', 'app'])
  const user = useSession().data?.user
  const navigate = useNavigate()
  // Not there, not yours, and not allowed are one answer: nobody learns what exists by asking.
  const kind = code === 'forbidden' ? 'not-found' : code
  const known = ['not-found', 'signed-out', 'offline', 'other-version'].includes(kind)
  const heading = known ? t(`gate.${kind}`) : t('gate.failed')
  const hint = known ? t(`gate.${kind}Hint`) : problemText(t, { code }, i18n.language)
  return (
    <PageFrame title={heading} user={user} narrow>
      <h1 className="font-serif text-2xl font-semibold">{heading}</h1>
      <p className="mt-3 mb-6 text-ink-2">{hint}</p>
      {kind === 'signed-out' ? (
        <>
          <InviteLinkForm onToken={(token) => navigate(`/join#${token}`)} />
          <SignInHint />
        </>
      ) : (
        <div className="flex flex-wrap gap-3">
          {kind === 'not-found' ? (
            <Link to="/join" className="ui-button ui-button-primary ui-button-large">
              {t('trouble.join')}
            </Link>
          ) : (
            <Button variant="primary" size="large" onClick={retry}>
              {t(kind === 'other-version' ? 'app:reload' : 'app:retry')}
            </Button>
          )}
          <Link to="/" className="ui-button ui-button-outline ui-button-large">
            {t('app:home')}
          </Link>
        </div>
      )}
    </PageFrame>
  )
}
