import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { SignInHint } from '../components/account/SignInHint.tsx'
import { InviteLinkForm } from '../components/join/InviteLinkForm.tsx'
import { inviteTokenIn } from '../components/join/invite-token.ts'
import { JoinForm } from '../components/join/JoinForm.tsx'
import { JoinIntro } from '../components/join/JoinIntro.tsx'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { useSession } from '../hooks/use-session.ts'
import { Skeleton } from '../ui/Skeleton.tsx'

/** `/join#<token>`: an invite link and a name are all it takes. Whoever is known here already only confirms. */
export function JoinPage() {
  const { t } = useTranslation('app')
  const session = useSession()
  const navigate = useNavigate()
  const token = inviteTokenIn(useLocation().hash)
  const user = session.data?.user
  return (
    <PageFrame title={t('join.pageTitle')} user={user} narrow unmarked>
      <JoinIntro heading={t(token ? 'join.heading' : 'join.signedOutHeading')} />
      {session.isPending ? (
        <Skeleton widths={[40, 100, 100]} />
      ) : token ? (
        <JoinForm
          // Another link or another person is another form: no error of the last one stays.
          key={`${token} ${user?.id ?? ''}`}
          token={token}
          user={user}
          onJoined={(documentId) => navigate(`/d/${documentId}`, { replace: true })}
          onOtherLink={() => navigate('/join', { replace: true })}
        />
      ) : (
        <InviteLinkForm onToken={(next) => navigate(`/join#${next}`, { replace: true })} />
      )}
      {session.isPending || user ? null : <SignInHint />}
    </PageFrame>
  )
}
