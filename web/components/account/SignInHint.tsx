import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { backTo } from './way-back.ts'

/** For whoever has been here before and kept their name. From a document or an invite it leads back there. */
export function SignInHint() {
  const { t } = useTranslation('account')
  return (
    <p className="mt-6 border-t border-line pt-5 text-center text-[13.5px] text-ink-2">
      {t('signIn.known')}{' '}
      <Link to="/sign-in" state={backTo(useLocation())}>
        {t('signIn.submit')}
      </Link>
    </p>
  )
}
