import { Ellipsis, Eraser, Link2, UserMinus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { MemberInfo, UserInfo } from '../../../shared/api.ts'
import { faceOf } from '../../../shared/face.ts'
import { ROLES, type Role } from '../../../shared/roles.ts'
import { useChangeRole } from '../../hooks/use-members.ts'
import { Face } from '../../ui/Face.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import { Select } from '../../ui/Select.tsx'
import { useProblemToast } from './use-problem-toast.ts'

/** What an owner may do about one person, besides the role. */
export type MemberAction = 'link' | 'remove' | 'purge'

/** One member: the name, the role, and for owners everything they may do about both. */
export function MemberRow(props: {
  documentId: string
  member: MemberInfo
  self: boolean
  mayManage: boolean
  onAction: (action: MemberAction) => void
}) {
  const { documentId, member, self, mayManage, onAction } = props
  const { t } = useTranslation('app')
  const changeRole = useChangeRole(documentId)
  const fail = useProblemToast()
  return (
    <li>
      <Face {...faceOf(member)} decorative />
      <span className="min-w-0 flex-1 truncate" title={member.name}>
        {member.name}
        {self ? <span className="text-ink-3">{` (${t('you')})`}</span> : null}
      </span>
      {mayManage ? (
        <>
          <Select
            size="small"
            hideLabel
            className="w-[8.5em] flex-none"
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
          <PersonMenu person={member} onAction={onAction} member self={self} />
        </>
      ) : (
        <span className="text-[13px] text-ink-2">{t(`roles.${member.role}`)}</span>
      )}
    </li>
  )
}

/** Somebody who is no member any more: what they wrote is still there. */
export function FormerRow(props: { person: UserInfo; onAction: (action: MemberAction) => void }) {
  const { person, onAction } = props
  return (
    <li>
      <Face {...faceOf(person)} decorative />
      <span className="min-w-0 flex-1 truncate text-ink-2" title={person.name}>
        {person.name}
      </span>
      <PersonMenu person={person} onAction={onAction} member={false} self={false} />
    </li>
  )
}

function PersonMenu(props: {
  person: UserInfo
  member: boolean
  self: boolean
  onAction: (action: MemberAction) => void
}) {
  const { person, member, self, onAction } = props
  const { t } = useTranslation('app')
  return (
    <Menu
      trigger={
        <IconButton size="small" label={t('share.memberMore', { name: person.name })} tooltip={false}>
          <Ellipsis size={16} />
        </IconButton>
      }
    >
      {member && !self ? (
        <MenuItem icon={<Link2 size={15} />} onSelect={() => onAction('link')}>
          {t('share.nameLink')}
        </MenuItem>
      ) : null}
      {member ? (
        <>
          <MenuItem icon={<UserMinus size={15} />} onSelect={() => onAction('remove')}>
            {t('share.memberRemove')}
          </MenuItem>
          <MenuSeparator />
        </>
      ) : null}
      <MenuItem danger icon={<Eraser size={15} />} onSelect={() => onAction('purge')}>
        {t('share.purge')}
      </MenuItem>
    </Menu>
  )
}
