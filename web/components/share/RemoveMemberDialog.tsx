import { useTranslation } from 'react-i18next'
import type { UserInfo } from '../../../shared/api.ts'
import { useRemoveMember } from '../../hooks/use-members.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { useProblemToast } from './use-problem-toast.ts'

/** Takes a person out of the document; what they wrote stays. */
export function RemoveMemberDialog(props: { documentId: string; person: UserInfo; onClose: () => void }) {
  const { documentId, person, onClose } = props
  const { t } = useTranslation('app')
  const remove = useRemoveMember(documentId)
  const fail = useProblemToast()
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('share.memberRemoveTitle', { name: person.name })}
      description={t('share.memberRemoveHint')}
      cancelLabel={t('cancel')}
      confirmLabel={t('share.memberRemoveConfirm')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate(person.id, { onSuccess: onClose, onError: fail })}
    />
  )
}
