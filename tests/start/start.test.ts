import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { DocumentSummary } from '../../shared/api.ts'
import { newKey } from '../support/content.ts'
import type { Person } from '../support/person.ts'
import { ServerProcess } from '../support/server-process.ts'
import { Client, OURS } from '../support/sync-client.ts'
import { temporaryFolder } from '../support/temporary.ts'

const TITLE = '在浙江省新春第一會上的講話(摘)'

function start(dataDir: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = new ServerProcess('server/main.ts', { DATA_DIR: dataDir, ...env })
  onTestFinished(async () => void (await server.signal('SIGKILL').ended()))
  return server.ready()
}
async function documentsOf(person: Person): Promise<DocumentSummary[]> {
  return (await person.has<{ documents: DocumentSummary[] }>('GET', '/api/documents')).documents
}
async function opens(server: ServerProcess, person: Person, document: string, room: 'text' | 'notes') {
  const client = new Client(server, { as: 'lin', document, room, params: OURS, cookie: person.cookie })
  onTestFinished(() => client.leaves())
  await client.synced()
  return client
}
/** The text as everybody sees it, ids and all. */
async function textOf(server: ServerProcess, person: Person, document: string): Promise<string> {
  return JSON.stringify((await opens(server, person, document, 'text')).ydoc.getXmlFragment('text'))
}

describe('a start', () => {
  test('[I1] on an empty folder brings the speech, and a link that makes one owner', async () => {
    const server = await start(temporaryFolder())
    const owner = await server.guest()
    const [speech, ...more] = await documentsOf(owner)
    expect(speech).toMatchObject({ title: TITLE, role: 'owner', blocks: 32, members: 1 })
    expect(more).toEqual([])
    await server.stranger().cannotJoin('invite-used-up', server.ownerToken, '王')
  })

  test('[S3] again keeps everything, imports nothing twice, and says where it is', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const owner = await first.guest()
    const [speech] = await documentsOf(owner)
    const text = await textOf(first, owner, speech?.id ?? '')
    expect(await first.signal('SIGTERM').ended()).toMatchObject({ code: 0, stderr: '' })

    const second = await start(folder, { PORT: String(first.port) })
    expect(second.url).toBe(first.url)
    expect(second.ownerToken).toBe('')
    expect(await documentsOf(owner)).toEqual([speech])
    expect(await textOf(second, owner, speech?.id ?? '')).toBe(text)
  })

  test('[H3] prints a new owner’s link until there is an owner, and only the last one works', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    await first.signal('SIGKILL').ended()
    const second = await start(folder)
    await second.stranger().cannotJoin('invite-revoked', first.ownerToken, '王')
    expect(await documentsOf(await second.guest())).toMatchObject([{ title: TITLE, role: 'owner' }])
  })

  test('[S3] does not bring the speech back when the owner has deleted it', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const owner = await first.guest()
    const [speech] = await documentsOf(owner)
    await owner.has('DELETE', `/api/documents/${speech?.id}`)
    await first.signal('SIGTERM').ended()
    const second = await start(folder, { PORT: String(first.port) })
    expect(second.ownerToken).toBe('')
    expect(await documentsOf(owner)).toEqual([])
  })
})

describe('after kill -9', () => {
  test('[S2] what was acknowledged is there, and listed, even when the list has to be read anew', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const owner = await first.guest()
    const [speech] = await documentsOf(owner)
    const id = speech?.id ?? ''
    const writing = await opens(first, owner, id, 'notes')
    const key = writing.annotates('國泰民安', newKey(owner.user.id))
    await writing.whenSaved()
    await first.signal('SIGKILL').ended()
    writeFileSync(join(folder, 'index.sqlite'), 'not an index any more '.repeat(100))

    const second = await start(folder, { PORT: String(first.port) })
    expect((await opens(second, owner, id, 'notes')).notes).toEqual({ [key]: '國泰民安' })
    expect(await documentsOf(owner)).toMatchObject([{ annotations: 1 }])
    const page = await owner.has<{ items: object[] }>('GET', `/api/documents/${id}/annotations`)
    expect(page.items).toHaveLength(1)
    expect(JSON.stringify(page)).toContain('國泰民安')
  })
})

describe('behind a proxy', () => {
  test('[H6] the public address decides: links, origin, cookies for https alone', async () => {
    const publicUrl = 'https://notes.example.org'
    const server = await start(temporaryFolder(), { PUBLIC_URL: publicUrl })
    expect(server.stdout).toContain(`Open: ${publicUrl}/join#${server.ownerToken}\n`)
    const invite = { invite: server.ownerToken, name: '林' }
    const headers = { origin: publicUrl, 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' }
    const joined = await server.stranger().asks('POST', '/api/session/guest', invite, headers)
    expect(joined.status).toBe(200)
    expect(joined.headers.get('set-cookie')).toMatch(
      /^__Host-\S+=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(joined.headers.get('strict-transport-security')).toMatch(/^max-age=\d+$/)
    // Strangers that a proxy brings are not this machine.
    expect((await server.stranger().asks('GET', '/metrics', undefined, headers)).status).toBe(404)
    expect((await server.stranger().gets('/metrics')).status).toBe(200)
  })
})

describe('an end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '[S13] by %s stores what was accepted, closes with 1012, and has status 0',
    async (signal) => {
      const folder = temporaryFolder()
      const first = await start(folder)
      const owner = await first.guest()
      const [speech] = await documentsOf(owner)
      const writing = await opens(first, owner, speech?.id ?? '', 'notes')
      const keys = Array.from({ length: 50 }, (_, n) => writing.annotates(`note ${n}`, newKey(owner.user.id)))
      await writing.whenSaved()
      const closed: (number | undefined)[] = []
      writing.provider.on('connection-close', (event) => closed.push(event?.code))
      writing.annotates('on its way', newKey(owner.user.id))
      // As from a terminal, where the whole group gets the signal, and npm hands its own on as well.
      first.signal(signal).signal(signal)
      expect(await first.ended()).toMatchObject({ code: 0, signal: null, stderr: '' })
      expect(closed[0]).toBe(1012)

      const second = await start(folder)
      const reading = await opens(second, owner, speech?.id ?? '', 'notes')
      expect(Object.keys(reading.notes)).toEqual(expect.arrayContaining(keys))
    },
  )
})
