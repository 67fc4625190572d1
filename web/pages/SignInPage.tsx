import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { SignInForm } from '../components/account/SignInForm.tsx'
import { wayBack } from '../components/account/way-back.ts'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { Seal } from '../components/shell/Seal.tsx'
import { useSession } from '../hooks/use-session.ts'
import { Skeleton } from '../ui/Skeleton.tsx'

/** `/sign-in`: for whoever has kept their name by e-mail and password. Leads back to where they came from. */
export function SignInPage() {
  const { t } = useTranslation(['account', 'app'])
  const session = useSession()
  const navigate = useNavigate()
  const back = wayBack(useLocation().state)
  return (
    <PageFrame title={t('signIn.title')} user={session.data?.user} narrow unmarked>
      <div className="mb-7">
        <Seal size="large" />
        <h1 className="mt-6 font-serif text-[27px] leading-snug font-semibold">{t('signIn.title')}</h1>
        <p className="mt-2 text-[14.5px] leading-relaxed text-ink-2">{t('signIn.what')}</p>
      </div>
      {session.isPending ? (
        <Skeleton widths={[30, 100, 30, 100]} />
      ) : (
        <SignInForm session={session.data ?? null} onSignedIn={() => navigate(back, { replace: true })} />
      )}
      <div className="mt-6 grid gap-3 border-t border-line pt-5 text-[13.5px] leading-relaxed text-ink-2">
        <p>{t('signIn.forgotten')}</p>
        <p>
          {t('signIn.noAccount')} <Link to="/join">{t('signIn.withInvite')}</Link>
        </p>
      </div>
    </PageFrame>
  )
}
