import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MembersResponse, UserInfo } from '../../../shared/api.ts'
import { ROLES } from '../../../shared/roles.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { FormerRow, type MemberAction, MemberRow } from './MemberRow.tsx'
import { NameLinkDialog } from './NameLinkDialog.tsx'
import { PurgePersonDialog } from './PurgePersonDialog.tsx'
import { RemoveMemberDialog } from './RemoveMemberDialog.tsx'

export interface MemberListProps {
  documentId: string
  members: UseQueryResult<MembersResponse, Error>
  myId: string | undefined
  mayManage: boolean
}

/** Who is in, the most responsible first; an owner changes roles here, and sees who was in. */
export function MemberList({ documentId, members, myId, mayManage }: MemberListProps) {
  const { t, i18n } = useTranslation('app')
  const [asked, setAsked] = useState<{ action: MemberAction; person: UserInfo } | undefined>(undefined)
  const sorted = members.data?.members.toSorted(
    (a, b) => ROLES.indexOf(b.role) - ROLES.indexOf(a.role) || a.joined.localeCompare(b.joined),
  )
  const former = mayManage ? (members.data?.former ?? []) : []
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
            onAction={(action) => setAsked({ action, person: member })}
          />
        ))}
      </ul>
      {former.length > 0 ? (
        <details className="share-former">
          <summary>{t('share.former', { count: former.length })}</summary>
          <ul className="share-list">
            {former.map((person) => (
              <FormerRow
                key={person.id}
                person={person}
                onAction={(action) => setAsked({ action, person })}
              />
            ))}
          </ul>
        </details>
      ) : null}
      {asked ? <Asked documentId={documentId} {...asked} onClose={() => setAsked(undefined)} /> : null}
    </section>
  )
}

function Asked(props: { action: MemberAction; documentId: string; person: UserInfo; onClose: () => void }) {
  const { action, ...rest } = props
  switch (action) {
    case 'link':
      return <NameLinkDialog {...rest} />
    case 'remove':
      return <RemoveMemberDialog {...rest} />
    case 'purge':
      return <PurgePersonDialog {...rest} />
    default:
      return action satisfies never
  }
}
