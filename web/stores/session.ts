import type { SessionInfo } from '../../shared/api.ts'
import { forgetLocalRooms } from '../sync/local-database.ts'
import { ApiProblem, api } from './api.ts'
import { forgetDrafts } from './drafts.ts'
import { forgetKept, keep, readKept } from './kept.ts'

const KEY = 'session'

/** Who is signed in; null is nobody. When there is no answer: whoever it was last, if anybody. */
export async function fetchSession(signal?: AbortSignal): Promise<SessionInfo | null> {
  try {
    const session = await api<SessionInfo>('/session', signal ? { signal } : {})
    rememberSession(session)
    return session
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    if (problem.code === 'signed-out') return null
    const kept = problem.code === 'offline' ? readKept<SessionInfo>(KEY) : undefined
    if (kept?.user?.id) return kept
    throw problem
  }
}

/** Who is to be shown as signed in when there is no answer. */
export function rememberSession(session: SessionInfo): void {
  keep(KEY, session)
}

/** Forgets everything that this browser keeps of whoever was signed in. */
export async function forgetSession(): Promise<void> {
  await forgetLocalRooms(readKept<SessionInfo>(KEY)?.user?.id)
  forgetDrafts()
  forgetKept('')
}
