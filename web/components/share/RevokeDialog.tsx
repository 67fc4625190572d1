import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InviteInfo } from '../../../shared/api.ts'
import { type RevokePeople, useRevokeInvite } from '../../hooks/use-invites.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Choices } from '../../ui/Choices.tsx'
import { useToast } from '../../ui/Toast.tsx'

/** Asks whether those who came by the invite may stay. Staying is the answer that nobody has to regret. */
export function RevokeDialog(props: { documentId: string; invite: InviteInfo; onClose: () => void }) {
  const { documentId, invite, onClose } = props
  const { t, i18n } = useTranslation('app')
  const revoke = useRevokeInvite(documentId)
  const showToast = useToast()
  const [people, setPeople] = useState<RevokePeople>('stay')
  const count = invite.uses
  const confirm = () =>
    revoke.mutate(
      { inviteId: invite.id, people },
      {
        onSuccess: () => {
          showToast({ message: t(people === 'leave' ? 'share.revokeDoneLeave' : 'share.revokeDone') })
          onClose()
        },
        onError: (problem) => showToast({ message: problemText(t, problem, i18n.language), tone: 'danger' }),
      },
    )
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('share.revokeTitle')}
      description={t(count > 0 ? 'share.revokeUsed' : 'share.revokeUnused', { count })}
      cancelLabel={t('cancel')}
      confirmLabel={t(people === 'leave' ? 'share.revokeConfirmLeave' : 'share.revokeConfirm', { count })}
      danger
      busy={revoke.isPending}
      onConfirm={confirm}
    >
      {count > 0 ? (
        <Choices
          label={t('share.revokeQuestion')}
          value={people}
          onChange={setPeople}
          options={[
            { value: 'stay', label: t('share.revokeStay'), hint: t('share.revokeStayHint', { count }) },
            {
              value: 'leave',
              label: t('share.revokeLeave', { count }),
              hint: t('share.revokeLeaveHint'),
            },
          ]}
        />
      ) : null}
    </AlertDialog>
  )
}
