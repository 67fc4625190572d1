import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import { Continue, WaysOn } from '../components/account/Continue.tsx'
import { inviteTokenIn } from '../components/join/invite-token.ts'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { Seal } from '../components/shell/Seal.tsx'
import { useSession } from '../hooks/use-session.ts'
import { Banner } from '../ui/Banner.tsx'

/** `/continue#<token>`: another browser becomes the same person. `?d=` leads on to a document. */
export function ContinuePage() {
  const { t } = useTranslation(['account', 'app'])
  const session = useSession()
  const navigate = useNavigate()
  const { hash, pathname, search } = useLocation()
  const [params] = useSearchParams()
  const [token, setToken] = useState(() => inviteTokenIn(hash))
  useEffect(() => {
    // Out of the address at once, and out of the history: it is as good as a password while it lasts.
    if (hash === '') return
    setToken(inviteTokenIn(hash))
    navigate(pathname + search, { replace: true })
  }, [hash, pathname, search, navigate])
  const documentId = params.get('d') ?? ''
  const goOn = () => navigate(/^[\w-]+$/.test(documentId) ? `/d/${documentId}` : '/', { replace: true })
  return (
    <PageFrame title={t('continue.title')} user={session.data?.user} narrow unmarked>
      <div className="mb-7">
        <Seal size="large" />
        <h1 className="mt-6 font-serif text-[27px] leading-snug font-semibold">{t('continue.heading')}</h1>
      </div>
      {session.isPending ? null : token ? (
        <Continue
          key={token}
          token={token}
          session={session.data ?? null}
          onContinued={goOn}
          onStay={() => navigate('/', { replace: true })}
        />
      ) : (
        <div className="grid gap-5">
          <Banner tone="warn">{t('continue.noToken')}</Banner>
          <WaysOn signedIn={Boolean(session.data)} />
        </div>
      )}
    </PageFrame>
  )
}
