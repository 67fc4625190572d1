import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { UserInfo } from '../../../shared/api.ts'
import { useSignOut } from '../../hooks/use-session.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { useToast } from '../../ui/Toast.tsx'

/** Asks first: a guest has nothing to sign in with again. */
export function SignOutDialog(props: {
  user: UserInfo
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const { t, i18n } = useTranslation('app')
  const signOut = useSignOut()
  const navigate = useNavigate()
  const showToast = useToast()
  const confirm = () =>
    signOut.mutate(undefined, {
      onSuccess: () => {
        props.onOpenChange(false)
        navigate('/')
      },
      onError: (problem) => showToast({ message: problemText(t, problem, i18n.language), tone: 'danger' }),
    })
  return (
    <AlertDialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={t('preferences.signOutTitle')}
      description={t('preferences.signOutHint', { name: props.user.name })}
      cancelLabel={t('cancel')}
      confirmLabel={t('preferences.signOutConfirm')}
      danger
      busy={signOut.isPending}
      onConfirm={confirm}
    />
  )
}
