import { useTranslation } from 'react-i18next'
import type { InviteInfo } from '../../../shared/api.ts'
import { useInvites, useRevokeInvite } from '../../hooks/use-invites.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { relativeTime } from '../../i18n/time.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useToast } from '../../ui/Toast.tsx'
import { inviteState } from './invite-state.ts'

/** Invites made so far, those that still let somebody in first. */
export function InviteList({ documentId }: { documentId: string }) {
  const { t, i18n } = useTranslation('app')
  const invites = useInvites(documentId)
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
          <InviteRow key={invite.id} documentId={documentId} invite={invite} now={now} />
        ))}
      </ul>
    </section>
  )
}

function InviteRow({ documentId, invite, now }: { documentId: string; invite: InviteInfo; now: number }) {
  const { t, i18n } = useTranslation('app')
  const revoke = useRevokeInvite(documentId)
  const showToast = useToast()
  const state = inviteState(invite, now)
  const confirm = () =>
    revoke.mutate(invite.id, {
      onSuccess: () => showToast({ message: t('share.revokeDone') }),
      onError: (problem) => showToast({ message: problemText(t, problem, i18n.language), tone: 'danger' }),
    })
  return (
    <li className={state === 'open' ? undefined : 'text-ink-3'}>
      <span className="min-w-[5em] font-medium">{t(`roles.${invite.role}`)}</span>
      <span className="flex-1 text-[13px] text-ink-3 tabular-nums">
        {t('share.inviteUses', { uses: invite.uses, max: invite.maxUses })}
        {state === 'open'
          ? ` · ${t('share.inviteExpires', { when: relativeTime(invite.expires, now, i18n.language) })}`
          : null}
      </span>
      {state === 'open' ? (
        <Button size="small" variant="plain" busy={revoke.isPending} onClick={confirm}>
          {t('share.revoke')}
        </Button>
      ) : (
        <Badge>{t(`share.${state}`)}</Badge>
      )}
    </li>
  )
}
