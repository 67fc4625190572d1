import { useTranslation } from 'react-i18next'
import { can } from '../../../shared/roles.ts'
import { useMembers } from '../../hooks/use-members.ts'
import { useSession } from '../../hooks/use-session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { InviteList } from './InviteList.tsx'
import { InviteMaker } from './InviteMaker.tsx'
import { MemberList } from './MemberList.tsx'
import { PurgeRecord } from './PurgeRecord.tsx'

export interface ShareDialogProps {
  documentId: string
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Invite links of one document and its members. Owners make and revoke; everybody may see who is in. */
export function ShareDialog({ documentId, open, onOpenChange }: ShareDialogProps) {
  const { t } = useTranslation('app')
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('share.title')}
      closeLabel={t('close')}
      width="wide"
    >
      {open ? <ShareContent documentId={documentId} /> : null}
    </Dialog>
  )
}

function ShareContent({ documentId }: { documentId: string }) {
  const { t } = useTranslation('app')
  const me = useSession().data?.user
  const members = useMembers(documentId)
  const myRole = members.data?.members.find((member) => member.id === me?.id)?.role ?? null
  const mayInvite = can(myRole, 'invites:manage')
  return (
    <div className="grid gap-7">
      {mayInvite ? (
        <>
          <InviteMaker documentId={documentId} />
          <InviteList documentId={documentId} />
        </>
      ) : members.isSuccess ? (
        <Banner>{t('share.ownerOnly')}</Banner>
      ) : null}
      <MemberList
        documentId={documentId}
        members={members}
        myId={me?.id}
        mayManage={can(myRole, 'members:manage')}
      />
      {can(myRole, 'members:manage') ? <PurgeRecord documentId={documentId} /> : null}
    </div>
  )
}
