import type { UseQueryResult } from '@tanstack/react-query'
import { UserMinus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MemberInfo } from '../../../shared/api.ts'
import { faceOf } from '../../../shared/face.ts'
import { ROLES, type Role } from '../../../shared/roles.ts'
import { useChangeRole, useRemoveMember } from '../../hooks/use-members.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Face } from '../../ui/Face.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Select } from '../../ui/Select.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useToast } from '../../ui/Toast.tsx'

export interface MemberListProps {
  documentId: string
  members: UseQueryResult<readonly MemberInfo[], Error>
  myId: string | undefined
  mayManage: boolean
}

/** Who is in, the most responsible first; an owner changes roles here. */
export function MemberList({ documentId, members, myId, mayManage }: MemberListProps) {
  const { t, i18n } = useTranslation('app')
  const [leaving, setLeaving] = useState<MemberInfo | undefined>(undefined)
  const sorted = members.data?.toSorted(
    (a, b) => ROLES.indexOf(b.role) - ROLES.indexOf(a.role) || a.joined.localeCompare(b.joined),
  )
  return (
    <section className="grid gap-1">
      <h3 className="share-heading">
        {t('share.members')} <span className="font-normal tabular-nums">{sorted?.length}</span>
      </h3>
      {members.isPending ? <Skeleton widths={[48, 60, 40]} /> : null}
      {members.isError ? <Banner tone="warn">{problemText(t, members.error, i18n.language)}</Banner> : null}
      <ul className="share-list">
        {sorted?.map((member) => (
          <MemberRow
            key={member.id}
            documentId={documentId}
            member={member}
            self={member.id === myId}
            mayManage={mayManage}
            onRemove={() => setLeaving(member)}
          />
        ))}
      </ul>
      {leaving ? (
        <RemoveDialog documentId={documentId} member={leaving} onClose={() => setLeaving(undefined)} />
      ) : null}
    </section>
  )
}

function MemberRow(props: {
  documentId: string
  member: MemberInfo
  self: boolean
  mayManage: boolean
  onRemove: () => void
}) {
  const { documentId, member, self, mayManage, onRemove } = props
  const { t } = useTranslation('app')
  const changeRole = useChangeRole(documentId)
  const fail = useProblemToast()
  return (
    <li>
      <Face {...faceOf(member)} decorative />
      <span className="min-w-0 flex-1 truncate">
        {member.name}
        {self ? <span className="text-ink-3">{` (${t('you')})`}</span> : null}
      </span>
      {mayManage ? (
        <>
          <Select
            size="small"
            hideLabel
            className="w-[8.5em]"
            label={t('share.memberRole', { name: member.name })}
            value={member.role}
            disabled={changeRole.isPending}
            onChange={(role: Role) =>
              role !== member.role && changeRole.mutate({ userId: member.id, role }, { onError: fail })
            }
            options={ROLES.map((value) => ({
              value,
              label: t(`roles.${value}`),
              hint: t(`roleHints.${value}`),
            }))}
          />
          <IconButton size="small" label={t('share.memberRemove', { name: member.name })} onClick={onRemove}>
            <UserMinus size={15} />
          </IconButton>
        </>
      ) : (
        <span className="text-[13px] text-ink-2">{t(`roles.${member.role}`)}</span>
      )}
    </li>
  )
}

function RemoveDialog(props: { documentId: string; member: MemberInfo; onClose: () => void }) {
  const { documentId, member, onClose } = props
  const { t } = useTranslation('app')
  const remove = useRemoveMember(documentId)
  const fail = useProblemToast()
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('share.memberRemoveTitle', { name: member.name })}
      description={t('share.memberRemoveHint')}
      cancelLabel={t('cancel')}
      confirmLabel={t('share.memberRemoveConfirm')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate(member.id, { onSuccess: onClose, onError: fail })}
    />
  )
}

function useProblemToast(): (problem: unknown) => void {
  const { t, i18n } = useTranslation('app')
  const showToast = useToast()
  return (problem) => showToast({ message: problemText(t, problem, i18n.language), tone: 'danger' })
}
