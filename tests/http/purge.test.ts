import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { nanoid } from 'nanoid'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPurger } from '../../server/http/purger.ts'
import type { RoomKey, UpdateLog } from '../../server/storage/update-log.ts'
import { fold } from '../../server/sync/room/compaction.ts'
import type { AnnotationRecord, TagRecord } from '../../shared/annotation.ts'
import type { DocumentInfo, MembersResponse, PurgeInfo } from '../../shared/api.ts'
import { entryKey, recordId } from '../../shared/ids.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import { comment } from '../support/content.ts'
import type { Person } from '../support/person.ts'
import { Client, OURS } from '../support/sync-client.ts'
import { until } from '../support/until.ts'

const TIME = '2026-03-01T08:00:00.000Z'
let log: UpdateLog
let full = false
let server: AppServer
let clients: Client[] = []
beforeEach(async () => {
  server = await startAppServer({
    wrap(stored) {
      log = stored
      const noRoom = () => Promise.reject(new Error('the disk is full'))
      return {
        ...stored,
        probe: () => (full ? noRoom() : stored.probe()),
        writeEpoch: (rooms, at) => (full ? noRoom() : stored.writeEpoch(rooms, at)),
      }
    },
  })
})
afterEach(async () => {
  leave()
  await server.stop()
})
function leave(): void {
  for (const client of clients) client.leaves()
  clients = []
}

async function sits(person: Person, document: string, room: RoomName): Promise<Client> {
  const { cookie, user } = person
  const client = new Client(server, {
    as: user.name,
    document,
    room,
    params: OURS,
    cookie,
    origin: server.url,
  })
  clients.push(client)
  await client.synced()
  return client
}
/** As an unload does after a long session: what is in the log goes into a base state and an archive. */
async function folded(document: string, epoch: string, room: RoomName): Promise<void> {
  const key: RoomKey = { documentId: document, epoch, room, userId: '' }
  const { base, rows } = await log.load(key)
  const bytes = fold(room, [...(base ? [base.bytes] : []), ...rows.map((row) => row.bytes)], null)
  await log.compact(key, { seq: rows.at(-1)?.seq ?? 0, bytes }, new Date())
}
/** The files of the data folder in which these words stand. */
function filesWith(words: string): string[] {
  return readdirSync(server.directory).filter((name) =>
    readFileSync(join(server.directory, name)).includes(words),
  )
}

/** Three people, notes by two of them, in every table there is. */
async function house() {
  const { id, owner } = await server.document('第一段')
  const member = (name: string, role: Role = 'annotator') => server.member(id, role, name)
  const [bob, carol] = [await member('Bob-the-purged'), await member('Carol')]
  const { epoch } = await owner.has<DocumentInfo>('GET', `/api/documents/${id}`)
  const his = await sits(bob, id, 'notes')
  const [note, other, tag, unused] = Array.from({ length: 4 }, () => recordId(bob.user.id, nanoid(12))) as [
    string,
    string,
    string,
    string,
  ]
  const tagged = (label: string): TagRecord => ({
    label,
    definition: 'DEFINITION-of-bob',
    color: 'mo',
    pattern: 'solid',
    created: TIME,
    modified: TIME,
    rev: 1,
  })
  const records = his.ydoc.getMap('annotations')
  his.ydoc.getMap('codebook').set(tag, tagged('used tag'))
  his.ydoc.getMap('codebook').set(unused, tagged('UNUSED-tag'))
  const passage = {
    ...(comment('').target[0] as { source: string; epoch: string; blockId: string }),
    ...{
      start: 0,
      end: 1,
      quote: 'QUOTE-of-bob',
      prefix: 'PREFIX-of-bob',
      suffix: '',
      relStart: 'AA',
      relEnd: 'AA',
    },
  }
  records.set(note, { ...comment('SECRET-of-bob first'), target: [passage], tags: [tag] })
  records.set(note, { ...comment('SECRET-of-bob', 2), target: [passage], tags: [tag] })
  records.set(other, comment('OTHER-of-bob'))
  his.ydoc
    .getMap('status')
    .set(entryKey(note, bob.user.id), { status: 'open', reason: 'REASON-of-bob', at: TIME, rev: 1 })
  const privately = await sits(bob, id, 'private')
  privately.annotates('PRIVATE-of-bob', recordId(bob.user.id, nanoid(12)))
  await Promise.all([his.whenSaved(), privately.whenSaved()])
  const hers = await sits(carol, id, 'notes')
  const reply = recordId(carol.user.id, nanoid(12))
  const words: AnnotationRecord = {
    ...comment('reply of carol'),
    body: {
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          content: [{ type: 'mention', attrs: { id: bob.user.id, label: 'Bob-the-purged' } }],
        },
      ],
    },
    target: [],
    motivation: 'replying',
    replyTo: note,
  }
  hers.ydoc.getMap('annotations').set(reply, words)
  const own = recordId(carol.user.id, nanoid(12))
  hers.ydoc.getMap('annotations').set(own, { ...comment('note of carol'), tags: [tag] })
  hers.ydoc.getMap('reactions').set(`${note}|${carol.user.id}|👍`, { at: TIME })
  await hers.whenSaved()
  leave()
  // Rooms linger for a moment.
  await new Promise((resolve) => setTimeout(resolve, 150))
  await folded(id, epoch, 'notes')
  return { id, epoch, owner, bob, carol, note, other, tag, unused, reply, own }
}

test('[E8] a purged note is in no file any more; its replies, and that it was purged, stay', async () => {
  const { id, epoch, owner, bob, carol, note, other, reply, own } = await house()
  expect(filesWith('SECRET-of-bob')).not.toEqual([])
  const here = await sits(carol, id, 'notes')
  const purge = await owner.has<PurgeInfo>('POST', `/api/documents/${id}/purges`, { annotationId: note })
  expect(purge).toEqual({
    id: expect.any(String),
    at: expect.any(String),
    kind: 'annotation',
    by: owner.user,
    records: 3,
    done: true,
  })
  expect((await here.whenClosed()).code).toBe(4409)
  for (const words of ['SECRET-of-bob', 'QUOTE-of-bob', 'PREFIX-of-bob', 'REASON-of-bob'])
    expect(filesWith(words), words).toEqual([])
  expect(filesWith('OTHER-of-bob')).not.toEqual([])
  expect(await log.roomsOf(id, epoch)).toEqual([])

  const notes = await sits(carol, id, 'notes')
  const left = notes.ydoc.getMap('annotations')
  expect([...left.keys()].sort()).toEqual([note, other, reply, own].sort())
  expect(left.get(note)).toEqual({
    target: [{ source: 'text', epoch: 'epoch-1', blockId: 'block-000001' }],
    motivation: 'commenting',
    created: TIME,
    modified: TIME,
    rev: 2,
    deleted: true,
  })
  expect([notes.ydoc.getMap('status').size, notes.ydoc.getMap('reactions').size]).toEqual([0, 0])
  expect(await owner.has('GET', `/api/documents/${id}/purges`)).toEqual({ purges: [purge] })
  // He goes on as before, and nobody else does in his place.
  const his = await sits(bob, id, 'notes')
  his.ydoc.getMap('annotations').set(other, comment('他改的', 2))
  await his.whenSaved()
  await owner.isRefused('not-found', 'POST', `/api/documents/${id}/purges`, { annotationId: 'no:note' })
})

test('[E8] a purged person is in no file any more: notes, private room, tags, name; what others need stays', async () => {
  const { id, owner, bob, carol, note, tag, reply, own } = await house()
  const purge = await owner.has<PurgeInfo>('POST', `/api/documents/${id}/purges`, { userId: bob.user.id })
  expect(purge.kind).toBe('person')
  for (const words of ['SECRET', 'OTHER', 'QUOTE', 'REASON', 'PRIVATE', 'DEFINITION'])
    expect(filesWith(`${words}-of-bob`), words).toEqual([])
  for (const words of ['UNUSED-tag', 'Bob-the-purged']) expect(filesWith(words), words).toEqual([])

  const notes = await sits(carol, id, 'notes')
  expect([...notes.ydoc.getMap('annotations').keys()].sort()).toEqual([note, reply, own].sort())
  expect(notes.ydoc.getMap('annotations').get(note)).toMatchObject({ deleted: true })
  expect([...notes.ydoc.getMap('codebook')]).toEqual([
    [tag, { label: 'used tag', color: 'mo', pattern: 'solid', created: TIME, modified: TIME, rev: 1 }],
  ])
  const { members, former } = await owner.has<MembersResponse>('GET', `/api/documents/${id}/members`)
  expect(members.map(({ name }) => name).sort()).toEqual(['Carol', 'Owner'])
  expect(former).toEqual([{ id: bob.user.id, name: '' }])
  await bob.isRefused('signed-out', 'GET', '/api/documents')
  const { epoch } = await owner.has<DocumentInfo>('GET', `/api/documents/${id}`)
  for (const key of await log.roomsOf(id, epoch))
    expect((await log.attributionOf(key)).map(({ user }) => user)).not.toContain(bob.user.id)
})

test('[E8] who is known elsewhere keeps his name there, and the last owner stays', async () => {
  const { id, owner } = await server.document()
  const elsewhere = await server.document('別的')
  const bob = await server.member(id, 'annotator', 'Bob')
  await bob.joins(await server.invite(elsewhere.id), 'Bob')
  await owner.has('POST', `/api/documents/${id}/purges`, { userId: bob.user.id })
  const names = async (person: Person, document: string) =>
    (await person.has<MembersResponse>('GET', `/api/documents/${document}/members`)).former.map(
      ({ name }) => name,
    )
  expect(await names(owner, id)).toEqual([''])
  expect((await bob.gets(`/api/documents/${elsewhere.id}`)).status).toBe(200)
  await bob.isRefused('not-found', 'GET', `/api/documents/${id}`)
  await owner.isRefused('last-owner', 'POST', `/api/documents/${id}/purges`, { userId: owner.user.id })
  await owner.isRefused('not-found', 'POST', `/api/documents/${id}/purges`, {
    userId: elsewhere.owner.user.id,
  })
})

test('[E8] a purge that a crash has cut short is done at the next start', async () => {
  const { id, owner, note } = await house()
  const by = owner.user.id
  await server.parts.store.addPurge({
    id: 'cut',
    documentId: id,
    at: new Date(),
    kind: 'annotation',
    by,
    target: note,
  })
  expect(await owner.has('GET', `/api/documents/${id}/purges`)).toEqual({ purges: [] })
  await createPurger(server.parts).resume()
  expect(filesWith('SECRET-of-bob')).toEqual([])
  const { purges } = await owner.has<{ purges: PurgeInfo[] }>('GET', `/api/documents/${id}/purges`)
  expect(purges).toMatchObject([{ id: 'cut', records: 3, done: true }])
})

/** As a backup does: both files as they were at one moment, until it is closed. */
function somebodyReads(): { close(): void } {
  const readers = ['log.sqlite', 'app.sqlite'].map((name) => {
    const db = new Database(join(server.directory, name), { readonly: true })
    db.exec('BEGIN')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  })
  return { close: () => readers.forEach((db) => void db.close()) }
}

test('[E8] while a backup reads the files, a purge is answered at once, says what is open, and ends by itself', async () => {
  const { id, owner, carol, note, other, reply, own } = await house()
  const purges = `/api/documents/${id}/purges`
  const reader = somebodyReads()
  try {
    const began = performance.now()
    const first = await owner.has<PurgeInfo>('POST', purges, { annotationId: note })
    // Another one meanwhile moves the document on; what is still to be done of the first must leave that alone.
    const second = await owner.has<PurgeInfo>('POST', purges, { annotationId: other })
    expect([first, second]).toMatchObject([{ done: false }, { done: false }])
    expect(performance.now() - began, 'nobody waits for the reader').toBeLessThan(2_500)
    const { purges: listed } = await owner.has<{ purges: PurgeInfo[] }>('GET', purges)
    expect(listed.map(({ id, done }) => [id, done]).sort()).toEqual(
      [
        [first.id, false],
        [second.id, false],
      ].sort(),
    )
  } finally {
    reader.close()
  }
  await until('both are done', async () => {
    const { purges: listed } = await owner.has<{ purges: PurgeInfo[] }>('GET', purges)
    return listed.every(({ done }) => done) || null
  })
  for (const words of ['SECRET-of-bob', 'OTHER-of-bob', 'QUOTE-of-bob'])
    expect(filesWith(words), words).toEqual([])
  const left = (await sits(carol, id, 'notes')).ydoc.getMap('annotations')
  expect([...left.keys()].sort()).toEqual([note, reply, own].sort())
  expect((await sits(carol, id, 'text')).text).toBe('第一段')
})

test('[S15] a purge that the disk has no room for is answered so, and changes nothing', async () => {
  const { id, owner, bob, note } = await house()
  const his = await sits(bob, id, 'notes')
  full = true
  await owner.isRefused('storage', 'POST', `/api/documents/${id}/purges`, { annotationId: note })
  full = false
  await until('he is back', () => his.closed !== null && his.provider.synced)
  expect(his.ydoc.getMap('annotations').get(note)).toMatchObject({ rev: 2 })
  expect(await server.parts.store.unfinishedPurges()).toEqual([])
  await until(
    'it works again',
    async () =>
      (await owner.asks('POST', `/api/documents/${id}/purges`, { annotationId: note })).status === 201 ||
      null,
  )
})

test('[E8] a purge that could not begin is none, also after the next start', async () => {
  const { id, owner, note } = await house()
  const { rooms } = server.parts
  const broken = {
    ...server.parts,
    rooms: { ...rooms, purge: () => Promise.reject(new Error('the disk is full')) },
  }
  const asked = {
    documentId: id,
    at: new Date(),
    kind: 'annotation',
    by: owner.user.id,
    target: note,
  } as const
  await expect(createPurger(broken).purge(asked)).rejects.toThrow('full')
  expect(await server.parts.store.unfinishedPurges()).toEqual([])
})

test('[E10] a purged note does not come back: whoever still has it is told that it was purged', async () => {
  const { id, owner, bob, note, other } = await house()
  await owner.has('POST', `/api/documents/${id}/purges`, { annotationId: note })
  await owner.has('POST', `/api/documents/${id}/purges`, { annotationId: other })
  const comesBack = async (root: string, key: string) => {
    const his = await sits(bob, id, 'notes')
    his.ydoc.getMap(root).set(key, comment('SECRET-of-bob again', 3))
    await until('an answer', () => his.refusal ?? (his.saved || null))
    return his.refusal
  }
  for (const key of [note, other])
    expect(await comesBack('annotations', key)).toEqual({
      reason: 'purged',
      path: ['notes', 'annotations', key],
    })
  expect(await comesBack('annotations', recordId(bob.user.id, nanoid(12)))).toBeNull()
  leave()
  server = await server.restart()
  expect(await comesBack('annotations', other)).toMatchObject({ reason: 'purged' })
})
