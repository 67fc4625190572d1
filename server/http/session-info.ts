import type { SessionInfo, UserInfo } from '../../shared/api.ts'
import { mayCreate } from './mount.ts'
import type { HttpParts } from './parts.ts'

/** What somebody is told of who he is here. */
export async function sessionInfo(
  parts: Pick<HttpParts, 'store' | 'settings'>,
  { user, email }: { user: UserInfo; email: string | null },
): Promise<SessionInfo> {
  return { user, mayCreate: await mayCreate(parts, user.id), email }
}
