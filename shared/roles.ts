/** Who may do what: one table, read by the web to hide and by the server to refuse. */

export const ROLES = ['reader', 'annotator', 'editor', 'owner'] as const
/** owner ⊃ editor ⊃ annotator ⊃ reader. */
export type Role = (typeof ROLES)[number]

export type Action =
  | 'document:read'
  | 'document:rename'
  | 'document:delete'
  | 'text:edit'
  | 'commentary:edit'
  | 'notes:write'
  | 'private:write'
  | 'codebook:editOthers'
  | 'status:setAny'
  | 'decisions:write'
  | 'moderation:write'
  | 'invites:manage'
  | 'members:list'
  | 'members:manage'

const LEAST: Record<Action, Role> = {
  'document:read': 'reader',
  'document:rename': 'owner',
  'document:delete': 'owner',
  'text:edit': 'editor',
  'commentary:edit': 'annotator',
  'notes:write': 'annotator',
  'private:write': 'reader',
  'codebook:editOthers': 'editor',
  'status:setAny': 'editor',
  'decisions:write': 'editor',
  'moderation:write': 'editor',
  'invites:manage': 'owner',
  'members:list': 'reader',
  'members:manage': 'owner',
}

/** True when `role` (null: not a member) includes everything `least` may do. */
export function atLeast(role: Role | null, least: Role): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(least)
}

/** The one rule book. Ownership of single records is a matter of keys (see ids.ts), not of roles. */
export function can(role: Role | null, action: Action): boolean {
  return atLeast(role, LEAST[action])
}
