import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InviteInfo } from '../../../shared/api.ts'
import { useInvites } from '../../hooks/use-invites.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { relativeTime } from '../../i18n/time.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { inviteState } from './invite-state.ts'
import { RevokeDialog } from './RevokeDialog.tsx'

/** Invites made so far, those that still let somebody in first. */
export function InviteList({ documentId }: { documentId: string }) {
  const { t, i18n } = useTranslation('app')
  const invites = useInvites(documentId)
  const [revoking, setRevoking] = useState<InviteInfo | undefined>(undefined)
  const now = Date.now()
  const isOpen = (invite: InviteInfo) => Number(inviteState(invite, now) === 'open')
  const sorted = invites.data?.toSorted((a, b) => isOpen(b) - isOpen(a) || b.created.localeCompare(a.created))
  return (
    <section className="grid gap-1">
      <h3 className="share-heading">{t('share.invites')}</h3>
      {invites.isPending ? <Skeleton widths={[70, 55]} /> : null}
      {invites.isError ? <Banner tone="warn">{problemText(t, invites.error, i18n.language)}</Banner> : null}
      {sorted?.length === 0 ? <p className="ui-hint">{t('share.noInvites')}</p> : null}
      <ul className="share-list">
        {sorted?.map((invite) => (
          <InviteRow key={invite.id} invite={invite} now={now} onRevoke={() => setRevoking(invite)} />
        ))}
      </ul>
      {revoking ? (
        <RevokeDialog
          documentId={documentId}
          // As it is now: somebody may join while the question stands.
          invite={sorted?.find((invite) => invite.id === revoking.id) ?? revoking}
          onClose={() => setRevoking(undefined)}
        />
      ) : null}
    </section>
  )
}

function InviteRow({ invite, now, onRevoke }: { invite: InviteInfo; now: number; onRevoke: () => void }) {
  const { t, i18n } = useTranslation('app')
  const state = inviteState(invite, now)
  return (
    <li className={state === 'open' ? undefined : 'text-ink-3'}>
      <span className="min-w-[5em] font-medium">{t(`roles.${invite.role}`)}</span>
      <span className="flex-1 text-[13px] text-ink-3 tabular-nums">
        {t('share.inviteUses', { uses: invite.uses, max: invite.maxUses })}
        {state === 'open'
          ? ` · ${t('share.inviteExpires', { when: relativeTime(invite.expires, now, i18n.language) })}`
          : null}
      </span>
      {state === 'open' ? null : <Badge>{t(`share.${state}`)}</Badge>}
      {/* An invite that has ended may still be taken back from those who came by it. */}
      {state === 'open' || (state !== 'revoked' && invite.uses > 0) ? (
        <Button size="small" variant="plain" onClick={onRevoke}>
          {t('share.revoke')}
        </Button>
      ) : null}
    </li>
  )
}
