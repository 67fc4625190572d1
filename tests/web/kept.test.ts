import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { bodyFromText } from '../../shared/annotation.ts'
import { forgetLocalRooms, LocalDatabase, type Rescue } from '../../web/sync/local-database.ts'
import { documentOf, Page, type PageOptions } from '../support/page.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
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

  test('a refused change is put aside, and the next opening starts afresh', async () => {
    const document = await documentOf(server, { alice: 'editor', bob: 'editor' }, SPEECH)
    const bob = await open({ as: 'bob', document }).ready()
    const alice = await open({ as: 'alice', document }).ready()
    await bob.saved()
    const { ydoc } = bob.document.textRoom
    bob.goesOffline().types(0, 0, '好的')
    ydoc.getXmlFragment('text').insert(0, [new Y.XmlElement('script')])
    bob.comesBack()
    await until('it is said', () => bob.document.trouble.get().length > 0)
    expect(bob.document.trouble.get()).toMatchObject([
      { kind: 'closed', code: 4403, refusal: { reason: 'unknown-node' }, room: 'text' },
    ])
    await bob.offline(1)
    const [rescue] = await rescues(document)
    expect(rescue).toMatchObject({ room: 'text', refusal: { reason: 'unknown-node' } })
    expect(rescue?.updates).toHaveLength(1)
    // What is typed on is put aside, too: the page is closed to it until it is opened anew.
    bob.types(2, 0, '還在打字')
    await until('it is put aside', async () => (await rescues(document)).length === 2)
    // Notes go on beside it.
    bob.comments('先生', '照常')
    await until('alice reads it', () => alice.talk[0] === '照常')
    bob.leaves()
    const again = await open({ as: 'bob', document }).ready()
    await again.saved()
    expect(again.blocks.map((block) => block.text)).toEqual(SPEECH)
    again.types(0, 0, '再來')
    await until('alice reads it', () => alice.blocks[0]?.text.startsWith('再來'))
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
