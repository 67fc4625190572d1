import { CLOSE } from '../../shared/protocol.ts'
import { canWriteRoom, type RoomName } from '../../shared/rooms.ts'
import { REPLAYED, replay } from '../sync/replay.ts'
import type { KeptRescue } from '../sync/rescues.ts'
import { browserEnvironment, type Environment } from './environment.ts'
import { alone, itemsOf, type KeptRecord, type SentAgain, withoutItem, withRescues } from './kept-for-you.ts'

/** Sends a record again as it is, also over what one has written elsewhere since. */
export async function sendAgain(
  item: KeptRecord,
  environment: Environment = browserEnvironment(),
): Promise<SentAgain> {
  const { rescue, key, documentId, room } = item
  const { userId } = rescue
  const info = await environment.fetchInfo(documentId)
  if (!REPLAYED.includes(room) || !canWriteRoom(info.role, room)) return { reason: 'read-only' }
  return withRescues(async (rescues) => {
    await rescues.change(rescue.id, (now) => withoutItem(now, item), [{ ...alone(item), tries: 0 }])
    await replay({
      rescues,
      over: true,
      room: {
        ...environment,
        documentId,
        room,
        userId,
        epoch: info.epoch,
        role: info.role,
        title: info.title,
      },
    })
    const still = (await rescues.list({ userId, documentId, room })).find(({ values }) => key in values)
    if (!still) return 'sent'
    if (still.tries === undefined) return { reason: still.refusal?.reason ?? 'malformed' }
    // Not by itself, once its author has taken it into his hands.
    await rescues.change(still.id, ({ tries: _tries, ...now }) => ({ ...now, refusal: rescue.refusal }))
    return 'offline'
  })
}

/** Puts a record into the shelf and sends it: one that the server gave back, for example. */
export async function sendRecord(
  record: { documentId: string; room: RoomName; userId: string; epoch: string; title: string },
  key: string,
  value: unknown,
): Promise<SentAgain> {
  const at = Date.now()
  const rescue: KeptRescue = {
    ...record,
    id: 0,
    at,
    code: CLOSE.refused,
    refusal: { reason: 'displaced', path: [] },
    updates: [],
    values: { [key]: value },
  }
  const [item] = itemsOf(rescue)
  return item?.kind === 'record' ? sendFresh(item) : { reason: 'malformed' }
}

async function sendFresh(item: KeptRecord): Promise<SentAgain> {
  await withRescues((rescues) => rescues.keep(alone(item)))
  const kept = await withRescues((rescues) => rescues.list(item.rescue))
  const stored = kept.flatMap(itemsOf).find((one) => one.kind === 'record' && one.key === item.key)
  return stored?.kind === 'record' ? sendAgain(stored) : { reason: 'malformed' }
}
