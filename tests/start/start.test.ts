import { describe, expect, onTestFinished, test } from 'vitest'
import { newKey } from '../support/content.ts'
import { Guest, join, ServerProcess } from '../support/server-process.ts'
import { Client, OURS } from '../support/sync-client.ts'
import { temporaryFolder } from '../support/temporary.ts'

const TITLE = '在浙江省新春第一會上的講話(摘)'

function start(dataDir: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = new ServerProcess('server/main.ts', { DATA_DIR: dataDir, ...env })
  onTestFinished(async () => void (await server.signal('SIGKILL').ended()))
  return server.ready()
}
async function owner(server: ServerProcess): Promise<Guest> {
  const guest = await join(server.url, server.ownerToken ?? '', '林主持')
  if (!(guest instanceof Guest)) throw new Error(guest)
  return guest
}
async function opens(server: ServerProcess, guest: Guest, room: 'text' | 'notes'): Promise<Client> {
  const { cookie, documentId } = guest
  const client = new Client(server, { as: 'lin', document: documentId, room, params: OURS, cookie })
  onTestFinished(() => client.leaves())
  await client.synced()
  return client
}

describe('a start', () => {
  test('[I1] on an empty folder brings the speech, and a link that makes one owner', async () => {
    const server = await start(temporaryFolder())
    const lin = await owner(server)
    expect(await lin.documents()).toMatchObject([{ title: TITLE, role: 'owner', blocks: 32, members: 1 }])
    expect(await join(server.url, server.ownerToken ?? '', '王小明')).toBe('invite-used-up')
    expect((await opens(server, lin, 'text')).ydoc.getXmlFragment('text').length).toBe(32)
  })

  test('[S3] again keeps everything, imports nothing twice, and says where it is', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const lin = await owner(first)
    const text = JSON.stringify((await opens(first, lin, 'text')).ydoc.getXmlFragment('text'))
    expect(await first.signal('SIGTERM').ended()).toMatchObject({ code: 0, stderr: '' })

    const second = await start(folder, { PORT: String(first.port) })
    expect(second.url).toBe(first.url)
    expect(second.ownerToken).toBeUndefined()
    expect(await lin.documents()).toHaveLength(1)
    expect(JSON.stringify((await opens(second, lin, 'text')).ydoc.getXmlFragment('text'))).toBe(text)
  })

  test('[H3] prints a new owner’s link until there is an owner, and only the last one works', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    await first.signal('SIGKILL').ended()
    const second = await start(folder)
    expect(second.ownerToken).not.toBe(first.ownerToken)
    expect(await join(second.url, first.ownerToken ?? '', '王小明')).toBe('invite-revoked')
    expect(await (await owner(second)).documents()).toHaveLength(1)
  })

  test('[S3] does not bring the speech back when the owner has deleted it', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const lin = await owner(first)
    await lin.deletesDocument()
    await first.signal('SIGTERM').ended()
    const second = await start(folder, { PORT: String(first.port) })
    expect(second.ownerToken).toBeUndefined()
    expect(await lin.documents()).toEqual([])
  })
})

describe('an end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '[S13] by %s stores what was accepted, closes with 1012, and has status 0',
    async (signal) => {
      const folder = temporaryFolder()
      const first = await start(folder)
      const lin = await owner(first)
      const writing = await opens(first, lin, 'notes')
      const keys = Array.from({ length: 50 }, (_, n) => writing.annotates(`note ${n}`, newKey(lin.id)))
      await writing.whenSaved()
      writing.annotates('on its way', newKey(lin.id))
      // As from a terminal: the group gets the signal, and npm hands its own on.
      first.signal(signal).signal(signal)
      expect(await first.ended()).toMatchObject({ code: 0, signal: null, stderr: '' })
      expect(writing.closed?.code).toBe(1012)

      const second = await start(folder)
      const reading = await opens(second, lin, 'notes')
      expect(Object.keys(reading.notes)).toEqual(expect.arrayContaining(keys))
    },
  )
})
