import { Download, Send } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { UserInfo } from '../../../shared/api.ts'
import { useKept } from '../../hooks/use-kept.ts'
import { useSession, useSignOut } from '../../hooks/use-session.ts'
import { useEverythingHere, useSendUnsent, useUnsent } from '../../hooks/use-unsent.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Button } from '../../ui/Button.tsx'
import { useToast } from '../../ui/Toast.tsx'
import { downloadItems } from '../kept/download.ts'

export interface SignOutDialogProps {
  user: UserInfo
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Asks first: a guest has nothing to sign in with again, and what was not sent goes with him. */
export function SignOutDialog({ user, open, onOpenChange }: SignOutDialogProps) {
  const { t, i18n } = useTranslation(['app', 'kept'])
  const email = useSession().data?.email
  const signOut = useSignOut()
  const navigate = useNavigate()
  const showToast = useToast()
  const unsent = useUnsent(user.id, open)
  const send = useSendUnsent(user)
  const everything = useEverythingHere(user.id)
  const changes = unsent.data?.changes ?? 0
  const kept = useKept().length
  const fail = (problem: unknown) =>
    showToast({ message: problemText(t, problem, i18n.language), tone: 'danger' })
  const confirm = () =>
    signOut.mutate(undefined, {
      onSuccess: () => {
        onOpenChange(false)
        navigate('/')
      },
      onError: fail,
    })
  const sendFirst = () => {
    if (!unsent.data) return
    send.mutate(unsent.data, {
      onSuccess: (left) => {
        void unsent.refetch()
        if (left.changes === 0 && kept === 0) confirm()
      },
      onError: fail,
    })
  }
  const download = () =>
    everything.mutate(undefined, {
      onSuccess: (items) => downloadItems(items, t, i18n.language),
      onError: fail,
    })
  const something = changes + kept > 0
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('preferences.signOutTitle')}
      description={t(email ? 'preferences.signOutHintKept' : 'preferences.signOutHint', {
        name: user.name,
        email,
      })}
      cancelLabel={t('cancel')}
      confirmLabel={t(something ? 'preferences.signOutAnyway' : 'preferences.signOutConfirm')}
      danger
      busy={signOut.isPending}
      confirmDisabled={unsent.isPending || send.isPending}
      onConfirm={confirm}
    >
      {something ? (
        <div className="leaving">
          {changes > 0 ? <p>{t('preferences.unsent', { count: changes })}</p> : null}
          {kept > 0 ? <p>{t('preferences.keptHere', { count: kept })}</p> : null}
          <div className="leaving-actions">
            {changes > 0 && navigator.onLine ? (
              <Button icon={<Send size={15} aria-hidden="true" />} busy={send.isPending} onClick={sendFirst}>
                {t('preferences.sendFirst')}
              </Button>
            ) : null}
            <Button
              icon={<Download size={15} aria-hidden="true" />}
              busy={everything.isPending}
              onClick={download}
            >
              {t('kept:downloadAll')}
            </Button>
          </div>
        </div>
      ) : null}
    </AlertDialog>
  )
}
