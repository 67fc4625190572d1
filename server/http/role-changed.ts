import { CLOSE } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { HttpParts } from './parts.ts'

/**
 * Somebody's role in a document is another one now (null: none). Frames on their way were sent in good faith: the sockets end, and
 * come back with the new role; the session gets another token.
 */
export async function roleChanged(
  { rooms, signIn }: Pick<HttpParts, 'rooms' | 'signIn'>,
  documentId: string,
  { userId, role }: { userId: string; role: Role | null },
): Promise<void> {
  if (role === null) return rooms.close({ documentId, userId }, CLOSE.notFound, 'removed')
  await signIn.renewSoon(userId)
  rooms.close({ documentId, userId }, CLOSE.roleChanged, 'role-changed')
}
