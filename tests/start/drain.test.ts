import { expect, onTestFinished, test } from 'vitest'
import { syncFrame } from '../../server/sync/frames.ts'
import type { GuestResponse } from '../../shared/api.ts'
import { SYNC, syncPath } from '../../shared/protocol.ts'
import type { Person } from '../support/person.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { ServerProcess } from '../support/server-process.ts'
import { Client, OURS } from '../support/sync-client.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const PEOPLE = 5
const TABS = 10

/** The ids of what is known to be stored, as it becomes known; what is written while nobody answers is not. */
function goesOnTyping(tab: Client, acked: Set<string>): () => void {
  const waiting = new Map<string, number>()
  tab.onAck = (count) => {
    for (const [key, frame] of waiting) {
      if (frame > count) continue
      waiting.delete(key)
      acked.add(key)
    }
  }
  tab.provider.on('status', () => waiting.clear())
  const timer = setInterval(() => {
    const connected = tab.saved || waiting.size > 0
    const key = tab.annotates('還在打字')
    if (connected && tab.provider.wsconnected) waiting.set(key, tab.writes)
  }, 40)
  return () => clearInterval(timer)
}

// Who waits longer than ten seconds for it ends with status 1 (see shutdown.test.ts).
test('[S13] SIGTERM ends it in time and with status 0, while fifty go on typing and one never reads', async () => {
  const folder = temporaryFolder()
  const server = await new ServerProcess('server/main.ts', { DATA_DIR: folder }).ready()
  const owner = server.stranger()
  const { document }: GuestResponse = await owner.joins(server.ownerToken, '主持')
  const { token } = await owner.has<{ token: string }>('POST', `/api/documents/${document.id}/invites`, {
    role: 'annotator',
  })
  const people: Person[] = [owner]
  for (let n = 1; n < PEOPLE; n++) people.push(await server.guest(token))
  const tabs = people.flatMap(({ user, cookie }) =>
    Array.from({ length: TABS }, () => {
      const as = user.id
      return new Client(server, { as, cookie, document: document.id, room: 'notes', params: OURS })
    }),
  )
  onTestFinished(() => {
    for (const tab of tabs) tab.leaves()
  })
  const deaf = new RawSocket(server, syncPath(document.id, 'text'), { cookie: owner.cookie })
  await deaf.open()
  deaf.send(syncFrame(SYNC.step1, Uint8Array.of(0)))
  deaf.socket.pause()
  await Promise.all(tabs.map((tab) => tab.whenSaved()))

  const acked = new Set<string>()
  const typing = tabs.map((tab) => goesOnTyping(tab, acked))
  await until('all are at it', () => acked.size > PEOPLE * TABS)
  const ended = await server.signal('SIGTERM').ended()
  for (const stops of typing) stops()
  for (const tab of tabs) tab.goesOffline()
  deaf.socket.terminate()
  expect(ended).toMatchObject({ code: 0, signal: null })
  expect(ended.stderr).not.toContain('"level":50')

  const again = await new ServerProcess('server/main.ts', { DATA_DIR: folder }).ready()
  const late = new Client(again, {
    as: owner.user.id,
    cookie: owner.cookie,
    document: document.id,
    room: 'notes',
    params: OURS,
  })
  tabs.push(late)
  await late.synced()
  expect([...acked].filter((key) => !late.annotations.has(key))).toEqual([])
  again.signal('SIGTERM')
  expect((await again.ended()).code).toBe(0)
})
