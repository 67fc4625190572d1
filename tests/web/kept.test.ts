import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { bodyFromText } from '../../shared/annotation.ts'
import { LIMITS } from '../../shared/limits.ts'
import { forgetLocalRooms, LocalDatabase } from '../../web/sync/local-database.ts'
import type { Rescue } from '../../web/sync/local-schema.ts'
import { Rescues } from '../../web/sync/rescues.ts'
import { leaveUnsent } from '../../web/sync/unsent-here.ts'
import { documentOf, Page, type PageOptions, strangeWork } from '../support/page.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'

const SPEECH = [
  '今天是新春上班第一天，我們召開全省大會。',
  '建設高水準“八八戰略”，要幹字當頭。',
  '𠮷田先生也來了。',
]

let server: TestServer
const pages: Page[] = []
beforeAll(async () => {
  server = await startSyncServer()
})
afterAll(async () => {
  for (const page of pages) page.leaves()
  await server.stop()
  expect(server.errors).toEqual([])
})

function open(options: PageOptions): Page {
  const page = new Page(server, options)
  pages.push(page)
  return page
}

/** What has been put aside in this browser for somebody to look at. */
async function rescues(document: string): Promise<Rescue[]> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('hezhu')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const all = await new Promise<Rescue[]>((resolve) => {
    const request = db.transaction('rescue').objectStore('rescue').getAll()
    request.onsuccess = () => resolve(request.result)
  })
  db.close()
  return all.filter((rescue) => rescue.documentId === document)
}

describe('[W5] without a connection', () => {
  test('notes are kept, say that they aren’t sent, and arrive on reconnect', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const alice = await open({ as: 'alice', document }).ready()
    const bob = await open({ as: 'bob', document }).ready()
    await alice.saved()
    alice.goesOffline()
    const id = alice.comments('八八戰略', '離線寫的')
    alice.replies(id, '還有')
    alice.document.setStatus(id, 'resolved')
    await alice.offline(3)
    await until('it says so', () => alice.threads[0]?.root.pending && alice.threads[0].pending)
    bob.comments('今天', '同時')
    alice.comesBack()
    await alice.saved()
    await until('both have both', () => alice.threads.length === 2 && bob.threads.length === 2)
    expect(bob.talk).toEqual(['同時', '離線寫的', '  還有'])
    expect(bob.threads[1]?.status).toBe('resolved')
    await until('nothing waits', () => alice.threads.every((thread) => !thread.pending))
  })

  test('a status changed again and again is still one honest status', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const alice = await open({ as: 'alice', document }).ready()
    const bob = await open({ as: 'bob', document }).ready()
    const id = bob.comments('今天', '？')
    await until('alice sees it', () => alice.threads.length === 1)
    alice.goesOffline()
    for (let n = 0; n < 7; n++) alice.document.setStatus(id, n % 2 === 0 ? 'resolved' : 'open')
    for (let n = 0; n < 5; n++) alice.document.createTag({ label: `標籤${n}` })
    alice.comesBack()
    await alice.saved()
    await until(
      'bob sees it',
      () => bob.threads[0]?.status === 'resolved' && bob.document.tags.get().length === 5,
    )
    expect(alice.document.trouble.get()).toEqual([])
  })

  test('a reload before anything was sent loses nothing, and the page shows without network', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const before = await open({ as: 'alice', document }).ready()
    await before.saved()
    before.goesOffline()
    before.comments('八八戰略', '重新整理之前')
    before.types(2, 0, '當天')
    before.leaves()

    const after = await open({ as: 'alice', document, offline: true }).ready()
    await until('the note is there, and waits', () => after.threads[0]?.pending)
    expect(after.talk).toEqual(['重新整理之前'])
    expect(after.blocks[2]?.text).toBe(`當天${SPEECH[2]}`)
    await after.offline(2)
    after.comesBack()
    await after.saved()
    const bob = await open({ as: 'bob', document }).ready()
    await until('bob has it', () => bob.talk[0] === '重新整理之前')
    expect(bob.blocks[2]?.text).toBe(`當天${SPEECH[2]}`)
    await until('it waits no longer', () => after.threads[0]?.pending === false)

    // Nothing is left behind to be sent once more.
    after.leaves()
    const again = await open({ as: 'alice', document, offline: true }).ready()
    await again.offline(0)
    expect(again.threads[0]?.pending).toBe(false)
  })

  test('of two tabs, the one that comes back sends what the other has left', async () => {
    const document = await documentOf(server, { alice: 'annotator', bob: 'annotator' }, SPEECH)
    const first = await open({ as: 'alice', document }).ready()
    const second = await open({ as: 'alice', document }).ready()
    await Promise.all([first.saved(), second.saved()])
    first.goesOffline()
    second.goesOffline()
    first.comments('今天', '第一頁')
    second.comments('先生', '第二頁')
    second.leaves()
    first.comesBack()
    await first.saved()
    const bob = await open({ as: 'bob', document }).ready()
    await until('bob has both', () => bob.threads.length === 2)
    expect(bob.talk).toEqual(['第一頁', '第二頁'])
    await until('so has the first tab', () => first.threads.length === 2)
    await until('and nothing waits', () => first.threads.every((thread) => !thread.pending))
  })

  test('two tabs write at once and both see everything', async () => {
    const document = await documentOf(server, { alice: 'annotator' }, SPEECH)
    const first = await open({ as: 'alice', document }).ready()
    const second = await open({ as: 'alice', document }).ready()
    for (let n = 0; n < 10; n++) {
      first.comments('今天', `一 ${n}`)
      second.comments('先生', `二 ${n}`)
    }
    await until('all twenty', () => first.threads.length === 20 && second.threads.length === 20)
    expect(first.talk).toEqual(second.talk)
    const id = first.threads[0]?.id ?? ''
    first.document.edit(id, { body: bodyFromText('改過') })
    await until('the other tab sees it', () => second.talk[0] === '改過')
    await Promise.all([first.saved(), second.saved()])
  })
})

describe('[W4] saved', () => {
  test('survives a restart of the server, and is never said before it is true', async () => {
    const document = await documentOf(server, { alice: 'owner' }, SPEECH)
    const alice = await open({ as: 'alice', document }).ready()
    await alice.saved()
    alice.comments('今天', '重啟之前')
    expect(alice.document.saved.get()).toEqual({ state: 'sending', changes: 1 })
    await alice.saved()
    const restarting = server.restart()
    alice.comments('先生', '重啟之間')
    server = await restarting
    await alice.saved()
    expect(alice.threads).toHaveLength(2)
    await forgetLocalRooms()
    const again = await open({ as: 'alice', document }).ready()
    await until('both notes', () => again.threads.length === 2)
  })

  test('more than one frame may hold arrives in pieces', async () => {
    const document = await documentOf(server, { alice: 'editor', bob: 'reader' }, SPEECH)
    const alice = await open({ as: 'alice', document }).ready()
    await alice.saved()
    alice.types(0, 0, '長'.repeat(150_000))
    await alice.saved()
    alice.goesOffline()
    for (let n = 0; n < 12; n++) alice.types(1, 0, '更長'.repeat(70_000))
    alice.comesBack()
    await alice.saved()
    expect(alice.document.trouble.get()).toEqual([])
    const bob = await open({ as: 'bob', document }).ready()
    await until('all of it', () => bob.blocks[1]?.text.length === 12 * 140_000 + (SPEECH[1]?.length ?? 0))
  })
})

describe('[W7] while somebody composes', () => {
  test('remote changes wait, own ones go out, and both texts are whole afterwards', async () => {
    const document = await documentOf(server, { alice: 'editor', bob: 'editor' }, SPEECH)
    const alice = await open({ as: 'alice', document }).ready()
    const bob = await open({ as: 'bob', document }).ready()
    alice.document.textRoom.holdRemote(true)
    const text = () => alice.document.textRoom.ydoc.getXmlFragment('text').toString()
    bob.types(0, 0, '甲').types(0, 1, '乙').types(2, 0, '丙')
    bob.comments('幹字', '不等')
    alice.types(1, 0, '我在打字')
    await until('bob reads it', () => bob.blocks[1]?.text.startsWith('我在打字'))
    await until('notes don’t wait', () => alice.threads.length === 1)
    await alice.saved()
    expect(text()).not.toContain('甲')
    alice.document.textRoom.holdRemote(false)
    expect(text()).toContain('甲乙')
    await until('they agree', () => JSON.stringify(alice.blocks) === JSON.stringify(bob.blocks))
    expect(alice.blocks.map((block) => block.text)).toEqual([
      `甲乙${SPEECH[0]}`,
      `我在打字${SPEECH[1]}`,
      `丙${SPEECH[2]}`,
    ])
  })

  test('a connection lost meanwhile changes nothing', async () => {
    const document = await documentOf(server, { alice: 'editor', bob: 'editor' }, SPEECH)
    const alice = await open({ as: 'alice', document }).ready()
    const bob = await open({ as: 'bob', document }).ready()
    alice.document.textRoom.holdRemote(true)
    bob.types(0, 0, '甲')
    await bob.saved()
    alice.goesOffline().types(1, 0, '離線')
    bob.types(0, 1, '乙')
    alice.comesBack()
    await until('bob reads it', () => bob.blocks[1]?.text.startsWith('離線'))
    alice.document.textRoom.holdRemote(false)
    await until('they agree', () => JSON.stringify(alice.blocks) === JSON.stringify(bob.blocks))
    expect(alice.blocks[0]?.text).toBe(`甲乙${SPEECH[0]}`)
    await alice.saved()
  })
})

describe('when the server says no', () => {
  test('what a former annotator has not sent is put aside and said', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const bob = await open({ as: 'bob', document }).ready()
    await bob.saved()
    bob.goesOffline()
    const id = bob.comments('今天', '來不及送出')
    await bob.offline(1)
    bob.leaves()
    server.access.setRole(document, 'bob', 'reader')
    const reader = await open({ as: 'bob', document }).ready()
    await until('it is said', () => reader.document.trouble.get().length > 0)
    expect(reader.document.trouble.get()).toMatchObject([
      { kind: 'closed', code: 4403, refusal: { reason: 'read-only' } },
    ])
    const [rescue] = await rescues(document)
    expect(rescue).toMatchObject({ room: 'notes', code: 4403 })
    const ydoc = new Y.Doc()
    for (const update of rescue?.updates ?? []) Y.applyUpdate(ydoc, update)
    expect(ydoc.getMap('annotations').get(id)).toMatchObject({ body: bodyFromText('來不及送出') })
    await reader.saved()
    expect(reader.written).toEqual([])
    expect(reader.threads).toEqual([])
  })

  test('[W11] a refused change is put aside, and the page starts afresh by itself', async () => {
    const document = await documentOf(server, { alice: 'editor', bob: 'editor' }, SPEECH)
    const bob = await open({ as: 'bob', document }).ready()
    const alice = await open({ as: 'alice', document }).ready()
    await bob.saved()
    const { ydoc } = bob.document.textRoom
    const { clientID } = ydoc
    bob.goesOffline().types(0, 0, '好的')
    ydoc.getXmlFragment('text').insert(0, [new Y.XmlElement('script')])
    bob.comments('先生', '同時寫的批注')
    bob.comesBack()
    await until('it starts afresh', () => bob.afresh === 1)
    await bob.ready()
    expect(bob.document.trouble.get()).toMatchObject([
      { kind: 'closed', code: 4403, refusal: { reason: 'unknown-node' }, room: 'text' },
    ])
    await bob.saved()
    expect(bob.document.textRoom.ydoc.clientID).not.toBe(clientID)
    expect(bob.blocks.map((block) => block.text)).toEqual(SPEECH)
    const [rescue] = await rescues(document)
    expect(rescue).toMatchObject({ room: 'text', title: '講話', refusal: { reason: 'unknown-node' } })
    expect(rescue?.updates).toHaveLength(1)
    // Readable: the paragraph as it was here, and what was typed into it.
    expect(rescue?.texts).toContainEqual({
      blockId: bob.blocks[0]?.id,
      here: `好的${SPEECH[0]}`,
      added: ['好的'],
    })
    await until('alice reads the note', () => alice.talk[0] === '同時寫的批注')
    bob.types(0, 0, '再來')
    await until('alice reads it', () => alice.blocks[0]?.text.startsWith('再來'))
  })

  test('[W11] of many records one is refused: that one stays with its reason, the others arrive as values', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const bob = await open({ as: 'bob', document }).ready()
    const alice = await open({ as: 'alice', document }).ready()
    const hers = alice.comments('八八戰略', '別人的')
    await until('bob sees it', () => bob.threads.length === 1)
    bob.goesOffline()
    for (let n = 0; n < 5; n++) bob.comments('今天', `離線 ${n}`)
    const at = new Date().toISOString()
    // What no page of ours would write: a status on somebody else's thread, and a note with a wrong value.
    await bob.finds(
      [`status/${hers}|${bob.id}`, { status: 'resolved', at, rev: 1 }],
      [`annotations/${bob.id}:aaaaaaaaaaaa`, { oops: true }],
    )
    const reply = bob.replies(hers, '回覆也要到')
    bob.comesBack()
    await until('all that is allowed has arrived', () => alice.talk.length === 7)
    expect(alice.talk.toSorted()).toEqual([
      '  回覆也要到',
      '別人的',
      '離線 0',
      '離線 1',
      '離線 2',
      '離線 3',
      '離線 4',
    ])
    expect(alice.threads.find(({ id }) => id === hers)?.replies[0]?.id).toBe(reply)
    expect(alice.threads.find(({ id }) => id === hers)?.status).toBe('open')
    await until('what was sent has left the rescue', async () => (await rescues(document)).length === 2)
    const kept = await rescues(document)
    expect(kept.map(({ values, refusal }) => [Object.keys(values), refusal?.reason]).sort()).toEqual([
      [[`annotations/${bob.id}:aaaaaaaaaaaa`], 'bad-value'],
      [[`status/${hers}|${bob.id}`], 'not-your-key'],
    ])
    await until('he is on a fresh page', () => bob.afresh === 1)
    await bob.saved()
    expect(bob.afresh).toBe(1)
  })

  test('[W11] one’s other tab starts afresh too, and keeps its own unsent work', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'editor' }, SPEECH)
    const first = await open({ as: 'bob', document }).ready()
    const second = await open({ as: 'bob', document }).ready()
    await Promise.all([first.saved(), second.saved()])
    const before = second.document.textRoom.ydoc.clientID
    second.goesOffline()
    second.types(2, 0, '第二頁的')
    first.document.textRoom.ydoc.getXmlFragment('text').insert(0, [new Y.XmlElement('script')])
    await until('both start afresh', () => first.afresh === 1 && second.afresh === 1)
    second.comesBack()
    await Promise.all([first.ready(), second.ready()])
    await second.saved()
    expect(second.document.textRoom.ydoc.clientID).not.toBe(before)
    const alice = await open({ as: 'alice', document }).ready()
    await until(
      'what the second tab typed has arrived',
      () => alice.blocks[2]?.text === `第二頁的${SPEECH[2]}`,
    )
    expect(await rescues(document)).toHaveLength(1)
  })

  test('[W11] an editor who became an annotator: notes go, text and others’ statuses are kept', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'editor' }, SPEECH)
    const bob = await open({ as: 'bob', document }).ready()
    const alice = await open({ as: 'alice', document }).ready()
    const hers = alice.comments('八八戰略', '別人的')
    await until('bob sees it', () => bob.threads.length === 1)
    await bob.saved()
    bob.goesOffline()
    bob.comments('今天', '還是可以寫的')
    bob.document.setStatus(hers, 'resolved')
    bob.types(0, 0, '改不了了')
    await bob.offline(3)
    bob.leaves()
    server.access.setRole(document, 'bob', 'annotator')
    const again = await open({ as: 'bob', document }).ready()
    await until('the note arrives', () => alice.talk[0] === '還是可以寫的')
    await again.saved()
    expect(again.blocks[0]?.text).toBe(SPEECH[0])
    expect(alice.threads.find(({ id }) => id === hers)?.status).toBe('open')
    await until('the rest is kept', async () => (await rescues(document)).length === 2)
    const kept = await rescues(document)
    expect(kept.find(({ room }) => room === 'notes')).toMatchObject({
      values: { [`status/${hers}|${bob.id}`]: { status: 'resolved' } },
      refusal: { reason: 'role-lost' },
    })
    expect(kept.find(({ room }) => room === 'text')).toMatchObject({
      texts: [{ here: `改不了了${SPEECH[0]}`, added: ['改不了了'] }],
      refusal: { reason: 'read-only' },
    })
  })

  test.each([
    ['editor', 'annotator'],
    ['annotator', 'editor'],
  ] as const)(
    '[W11] [S9] who was %s and comes back as %s asks for his role, though nothing is refused',
    async (was, is) => {
      const document = await documentOf(server, { alice: 'owner', bob: was }, SPEECH)
      const bob = await open({ as: 'bob', document }).ready()
      await bob.saved()
      bob.goesOffline()
      if (was === 'editor') bob.types(0, 0, '改不了了')
      server.access.setRole(document, 'bob', is)
      expect(bob.stale).toBe(0)
      bob.comesBack()
      await until('bob asks', () => bob.stale > 0)
    },
  )

  test('[W11] where the browser keeps nothing, what is refused lives with the page', async () => {
    const openDatabase = () => Promise.reject(new DOMException('denied', 'SecurityError'))
    const document = await documentOf(server, { alice: 'owner', bob: 'editor' }, SPEECH)
    const path = { documentId: document, room: 'notes' as const, userId: userId('bob'), epoch: 'epoch-1' }
    leaveUnsent(path, [strangeWork([`annotations/${path.userId}:bbbbbbbbbbbb`, { oops: true }])])
    const bob = open({ as: 'bob', document, openDatabase, offline: true })
    const alice = await open({ as: 'alice', document }).ready()
    bob.document.annotate({
      target: [alice.target('今天')],
      motivation: 'commenting',
      body: bodyFromText('在記憶體裡'),
    })
    bob.comesBack()
    await until('the note arrives', () => alice.talk[0] === '在記憶體裡')
    const shelf = new Rescues(undefined)
    const mine = () => shelf.list({ userId: bob.id, documentId: document })
    await until('only the other one stays', async () => (await mine()).length === 1)
    expect(await mine()).toMatchObject([{ refusal: { reason: 'bad-value' } }])
  })

  test('[W12] ten thousand small edits and three megabytes pasted while offline arrive', async () => {
    const document = await documentOf(server, { alice: 'editor', bob: 'reader' }, SPEECH)
    const alice = await open({ as: 'alice', document }).ready()
    await alice.saved()
    alice.goesOffline()
    const { ydoc } = alice.document.textRoom
    // Ten thousand items of Yjs, in a hundred bursts of typing.
    for (let burst = 0; burst < 100; burst++)
      ydoc.transact(() => {
        for (let n = 0; n < 100; n++) alice.types(n % 3, n % 5, 'x')
      })
    alice.types(1, 0, '貼'.repeat(1_000_000))
    const texts = () => alice.blocks.map((block) => block.text.length)
    await until('it is read', () => (texts()[1] ?? 0) > 1_000_000)
    const here = texts()
    alice.comesBack()
    await alice.saved()
    expect(alice.document.trouble.get()).toEqual([])
    expect(await rescues(document)).toEqual([])
    const bob = await open({ as: 'bob', document }).ready()
    await until('all of it', () => bob.blocks.every((block, n) => block.text.length === here[n]))
  })

  test('[W12] who selects all of the longest document and deletes it has deleted it for everybody', async () => {
    // One range of clocks, a few bytes; but 200,000 characters in 5,000 blocks go with it.
    const lines = Array.from({ length: LIMITS.documentBlocks }, (_, n) => `${n} `.padEnd(38, '𠮷'))
    const document = await documentOf(server, { alice: 'editor' }, lines)
    const alice = await open({ as: 'alice', document }).ready()
    await alice.saved()
    const fragment = alice.document.textRoom.ydoc.getXmlFragment('text')
    fragment.delete(0, fragment.length)
    await alice.saved()
    expect(alice.document.trouble.get()).toEqual([])
    expect(await rescues(document)).toEqual([])
    const stored = new Y.Doc()
    Y.applyUpdate(stored, await server.rooms.read(document, 'text'))
    expect(stored.getXmlFragment('text').length).toBe(0)
  })

  test('work of a former epoch can’t be sent, so it is put aside and said', async () => {
    const document = await documentOf(server, { alice: 'owner' }, SPEECH)
    const before = await open({ as: 'alice', document }).ready()
    await before.saved()
    before.goesOffline()
    before.comments('今天', '還原之前')
    await before.offline(1)
    before.leaves()
    const after = open({ as: 'alice', document, epoch: 'epoch-2' })
    await until('it is said', () =>
      after.document.trouble
        .get()
        .some((one) => one.kind === 'closed' && one.refusal?.reason === 'other-epoch'),
    )
    await until('it is put aside', async () => (await rescues(document)).length === 1)
    // The server is still in the first epoch: to it this page is of another time.
    await until('the page knows', () =>
      after.document.trouble.get().some((one) => one.kind === 'closed' && one.code === 4409),
    )
    expect(after.stale).toBeGreaterThan(0)
  })
})

describe('where the browser keeps nothing', () => {
  const blocked = () => Promise.reject(new DOMException('denied', 'SecurityError'))

  test('it is said at once, and everything goes on from memory', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const bob = await open({ as: 'bob', document, openDatabase: blocked }).ready()
    expect(bob.document.trouble.get()).toEqual([{ kind: 'local-store', message: 'blocked' }])
    const alice = await open({ as: 'alice', document }).ready()
    bob.goesOffline()
    bob.comments('今天', '只在記憶體裡')
    await bob.offline(1)
    // The page is left and opened again, with another role for example; the tab lives on.
    bob.leaves()
    server.access.setRole(document, 'bob', 'editor')
    const again = await open({ as: 'bob', document, openDatabase: blocked }).ready()
    await again.saved()
    await until('alice reads it', () => alice.talk[0] === '只在記憶體裡')
    const [trouble] = again.document.trouble.get()
    if (trouble) again.document.dismiss(trouble)
    expect(again.document.trouble.get()).toEqual([])
  })

  test('a disk that fills up is said, too', async () => {
    const document = await documentOf(server, { alice: 'owner' }, SPEECH)
    const full = async () => {
      const database = await LocalDatabase.open()
      database.write = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
      return database
    }
    const alice = await open({ as: 'alice', document, openDatabase: full }).ready()
    alice.goesOffline()
    alice.comments('今天', '磁碟滿了')
    await until('it is said', () => alice.document.trouble.get().length === 1)
    expect(alice.document.trouble.get()).toEqual([{ kind: 'local-store', message: 'full' }])
    alice.comesBack()
    await alice.saved()
  })
})

test('signing out forgets everything, in all tabs', async () => {
  const document = await documentOf(server, { alice: 'owner' }, SPEECH)
  const alice = await open({ as: 'alice', document }).ready()
  await alice.saved()
  const named = async () => (await indexedDB.databases()).filter(({ name }) => name?.includes(document))
  expect(await named()).not.toEqual([])
  await forgetLocalRooms()
  expect(await named()).toEqual([])
  // What is written in a tab that still stands open stays on the page and with the server.
  alice.comments('今天', '之後')
  alice.types(0, 0, '之後')
  await alice.saved()
  expect(await named()).toEqual([])
})
