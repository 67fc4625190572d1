import type { InviteInfo } from '../../../shared/api.ts'

export type InviteState = 'open' | 'revoked' | 'expired' | 'usedUp'

/** Whether somebody can still join by it, and if not, why; in the order in which the server refuses. */
export function inviteState(invite: InviteInfo, now: number): InviteState {
  if (invite.revoked) return 'revoked'
  if (new Date(invite.expires).getTime() <= now) return 'expired'
  return invite.uses >= invite.maxUses ? 'usedUp' : 'open'
}
