import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BlockInfo, DocumentInfo, DocumentSummary, MemberInfo } from '../../shared/api.ts'
import { BLOCK_ID } from '../../shared/ids.ts'
import { SCHEMA_VERSION } from '../../shared/protocol.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import type { Person } from '../support/person.ts'

let server: AppServer
let owner: Person
let first: string
beforeAll(async () => {
  server = await startAppServer()
  const made = await server.document()
  owner = made.owner
  first = made.id
})
afterAll(() => server.stop())

async function makes(body: unknown): Promise<string> {
  return (await owner.has<{ id: string }>('POST', '/api/documents', body)).id
}
async function refuses(code: Parameters<Person['isRefused']>[0], body: unknown): Promise<void> {
  const before = await listed()
  await owner.isRefused(code, 'POST', '/api/documents', body)
  expect(await listed()).toEqual(before)
}
const info = (id: string) => owner.has<DocumentInfo>('GET', `/api/documents/${id}`)
const blocks = async (id: string) =>
  (await owner.has<{ blocks: BlockInfo[] }>('GET', `/api/documents/${id}/blocks`)).blocks
const texts = async (id: string) => (await blocks(id)).map(({ text }) => text)
const listed = async () =>
  (await owner.has<{ documents: DocumentSummary[] }>('GET', '/api/documents')).documents.map(({ id }) => id)

function form(name: string, bytes: string | Uint8Array<ArrayBuffer>, title?: string): FormData {
  const made = new FormData()
  if (title !== undefined) made.set('title', title)
  made.set('file', new File([bytes], name))
  return made
}

describe('making a document', () => {
  test('whoever makes it owns it, and finds it with its text', async () => {
    const id = await makes({ title: ' 八八  戰略 ', text: '第一段\n\n第二段', format: 'text' })
    expect(await info(id)).toEqual({
      id,
      title: '八八 戰略',
      role: 'owner',
      schema: SCHEMA_VERSION,
      epoch: expect.stringMatching(/^[\w-]{6,}$/),
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      source: expect.any(Object),
    })
    expect(await blocks(id)).toEqual(
      ['第一段', '第二段'].map((text) => ({
        id: expect.stringMatching(BLOCK_ID),
        kind: 'paragraph',
        level: 0,
        text,
      })),
    )
    const { members } = await owner.has<{ members: MemberInfo[] }>('GET', `/api/documents/${id}/members`)
    expect(members.map(({ id: user, role }) => [user, role])).toEqual([[owner.user.id, 'owner']])
  })

  test.each([
    ['line ends of Windows and of old Macs', '一\r\n\r\n二\r\r三', ['一', '二', '三']],
    ['a byte-order mark', '\ufeff一\n\n二', ['一', '二']],
    ['emoji and Han beyond the first plane', '𠮷野家👩‍👩‍👧‍👦\n\n𪚥𪚥é é', ['𠮷野家👩‍👩‍👧‍👦', '𪚥𪚥é é']],
    ['markup that is none', '<b>粗</b> & *斜* [a](b)', ['<b>粗</b> & *斜* [a](b)']],
    ['a text without line breaks', '長'.repeat(150_000), ['長'.repeat(150_000)]],
  ])('[I2] %s come back as they should', async (_, text, expected) => {
    expect(await texts(await makes({ text, format: 'text' }))).toEqual(expected)
  })

  test('[I2] what is stored is there after a restart', async () => {
    const id = await makes({ title: '𠮷', text: '𠮷\n\n👩‍👩‍👧‍👦', format: 'text' })
    const before = [await info(id), await blocks(id)]
    server = await server.restart()
    expect([await info(id), await blocks(id)]).toEqual(before)
  })

  test.each([
    ['the first line, when nothing else is said', { text: '開頭一句\n\n其餘' }, '開頭一句'],
    ['the first line, shortened', { text: '字'.repeat(500) }, `${'字'.repeat(60)}…`],
    ['the first line where the title is blank', { title: ' ', text: '開頭' }, '開頭'],
    ['a heading of Markdown', { text: '# 大標題\n\n正文', format: 'markdown' }, '大標題'],
  ])('is called %s', async (_, body, title) => {
    expect((await info(await makes(body))).title).toBe(title)
  })

  test('[I4] [H1] what is no text, or too much of it, makes nothing', async () => {
    await refuses('text-empty', { text: '' })
    await refuses('text-empty', { text: ' \n\u3000\r\n\t' })
    await refuses('text-empty', { text: '\u0000\u0001\ufeff' })
    await refuses('too-large', { text: 'a'.repeat(2_000_000) })
    await refuses('too-large', { text: 'a'.repeat(3_000_000) })
    await refuses('too-large', { text: '字'.repeat(2_000_000) })
    await refuses('title-too-long', { title: '題'.repeat(201), text: '文' })
    await refuses('name-control-characters', { title: 'a\u0007b', text: '文' })
    await refuses('bad-request', { title: 'x' })
    await refuses('bad-request', { text: ['文'] })
    await refuses('bad-request', { text: '文', format: 'docx' })
    await refuses('bad-request', { text: '文', owner: 'me' })
  })

  test('[I4] more paragraphs than a page can show make nothing', async () => {
    await refuses('too-many-blocks', { text: '一\n\n'.repeat(5_001) })
  })

  test('half a surrogate pair harms nothing', async () => {
    const id = await makes({ title: '\ud83d', text: '前\ud83d後\n\n尾' })
    expect((await texts(id)).at(-1)).toBe('尾')
    expect((await info(id)).title.isWellFormed()).toBe(true)
  })
})

describe('a file', () => {
  test('its kind is told by its name; the title may come with it', async () => {
    expect(await texts(await makes(form('a.txt', '一\n\n# 二')))).toEqual(['一', '# 二'])
    expect(await texts(await makes(form('b.md', '# 一\n\n二')))).toEqual(['一', '二'])
    expect(await texts(await makes(form('C.HTML', '<h1>一</h1><p>二<script>x()</script></p>')))).toEqual([
      '一',
      '二',
    ])
    expect((await info(await makes(form('講話.txt', '一', '給的題目')))).title).toBe('給的題目')
  })

  test('[I2] is read in the encoding that it has', async () => {
    const utf16 = Buffer.from('\ufeff浙江\n\n八八', 'utf16le')
    expect(await texts(await makes(form('a.txt', new Uint8Array(utf16))))).toEqual(['浙江', '八八'])
    const gb18030 = Uint8Array.of(0xd5, 0xe3, 0xbd, 0xad, 0xca, 0xa1)
    expect(await texts(await makes(form('b.txt', gb18030)))).toEqual(['浙江省'])
    expect(await texts(await makes(form('c.txt', '\ufeff一\r\n\r\n𠮷')))).toEqual(['一', '𠮷'])
  })

  test('[I4] [H1] of another kind, unreadable, empty or too large makes nothing', async () => {
    await refuses('unsupported-format', form('a.docx', 'PK'))
    await refuses('unsupported-format', form('a', '文'))
    await refuses(
      'unreadable-text',
      form(
        'a.txt',
        Uint8Array.from({ length: 999 }, (_, n) => (n * 7) % 256),
      ),
    )
    await refuses('text-empty', form('a.txt', ''))
    await refuses('too-large', form('a.txt', 'a'.repeat(2 * 1024 * 1024 + 1)))
    await refuses('title-too-long', form('a.txt', '文', '題'.repeat(201)))
    const nothing = new FormData()
    nothing.set('title', 'x')
    await refuses('bad-request', nothing)
    const two = form('a.txt', '一')
    two.append('file', new File(['二'], 'b.txt'))
    await refuses('bad-request', two)
    const other = form('a.txt', '一')
    other.set('role', 'owner')
    await refuses('bad-request', other)
  })
})

describe('who may make documents', () => {
  test('[H2] by setting: owners, even of one that is gone, or everybody', async () => {
    const reader = await server.member(first, 'reader')
    await reader.isRefused('forbidden', 'POST', '/api/documents', { text: '文' })
    expect(await reader.has('GET', '/api/session')).toMatchObject({ mayCreate: false })

    const open = await startAppServer({ settings: { mayCreate: 'everyone' } })
    const { id } = await open.document()
    const annotator = await open.member(id, 'annotator')
    expect(await annotator.has('GET', '/api/session')).toMatchObject({ mayCreate: true })
    await annotator.has('POST', '/api/documents', { text: '文' })
    await open.stop()

    const other = await server.document()
    await other.owner.has('DELETE', `/api/documents/${other.id}`)
    expect(await other.owner.has('GET', '/api/session')).toMatchObject({ mayCreate: true })
  })
})

describe('the list', () => {
  test('tells of each document what it is, who is there and when it last changed, latest first', async () => {
    const { id, owner: host } = await server.document('一\n\n二\n\n三')
    const guests = ['甲', '乙', '丙', '丁', '戊', '己']
    const people = []
    for (const name of guests) people.push(await server.member(id, 'annotator', name))
    const second = (await host.has<{ id: string }>('POST', '/api/documents', { title: '後來', text: '文' }))
      .id

    const { documents } = await host.has<{ documents: DocumentSummary[] }>('GET', '/api/documents')
    expect(documents.map((each) => each.id)).toEqual([second, id])
    expect(documents[1]).toEqual({
      id,
      title: '一',
      role: 'owner',
      blocks: 3,
      annotations: 0,
      members: 7,
      people: [...people]
        .reverse()
        .slice(0, 5)
        .map(({ user }) => user),
      lastActivity: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    const [guest] = people
    const seen = await guest?.has<{ documents: DocumentSummary[] }>('GET', '/api/documents')
    expect(seen?.documents.map(({ id: each, role }) => [each, role])).toEqual([[id, 'annotator']])
  })
})

describe('renaming and deleting', () => {
  test('a new name is checked as a title, and everybody sees it', async () => {
    const { id, owner: host } = await server.document()
    const reader = await server.member(id, 'reader')
    const renamed = await host.has<DocumentInfo>('PATCH', `/api/documents/${id}`, { title: ' 新 名 ' })
    expect(renamed.title).toBe('新 名')
    expect((await reader.has<DocumentInfo>('GET', `/api/documents/${id}`)).title).toBe('新 名')
    await host.isRefused('title-empty', 'PATCH', `/api/documents/${id}`, { title: ' ' })
    await host.isRefused('title-too-long', 'PATCH', `/api/documents/${id}`, { title: '題'.repeat(201) })
    await host.isRefused('bad-request', 'PATCH', `/api/documents/${id}`, { name: 'x' })
    expect((await reader.has<DocumentInfo>('GET', `/api/documents/${id}`)).title).toBe('新 名')
  })

  test('[H2] a deleted one does not exist, for its owner and its invites too, after a restart as well', async () => {
    const { id, owner: host } = await server.document()
    const reader = await server.member(id, 'reader')
    const invite = await server.invite(id)
    await host.has('DELETE', `/api/documents/${id}`)
    for (const person of [host, reader])
      for (const rest of ['', '/blocks', '/members', '/annotations'])
        await person.isRefused('not-found', 'GET', `/api/documents/${id}${rest}`)
    await host.isRefused('not-found', 'DELETE', `/api/documents/${id}`)
    server = await server.restart()
    await host.isRefused('not-found', 'GET', `/api/documents/${id}`)
    await server.stranger().cannotJoin('invite-unknown', invite, 'Li')
    expect((await reader.has<{ documents: unknown[] }>('GET', '/api/documents')).documents).toEqual([])
  })
})

describe('when the disk fails', () => {
  test('[I4] [S15] a document whose text can not be written is not there at all', async () => {
    let broken = false
    const own = await startAppServer({
      wrap: (log) => ({
        ...log,
        commit: (appends) => (broken ? Promise.reject(new Error('no space left')) : log.commit(appends)),
      }),
    })
    const { owner: host, id } = await own.document()
    broken = true
    const reply = await host.isRefused('storage', 'POST', '/api/documents', { text: '文' })
    expect(JSON.stringify(reply.body)).not.toContain('space')
    expect(own.log.join('')).toContain('no space left')
    const { documents } = await host.has<{ documents: DocumentSummary[] }>('GET', '/api/documents')
    expect(documents.map((each) => each.id)).toEqual([id])
    broken = false
    await host.has('POST', '/api/documents', { text: '文' })
    await own.stop()
  })
})
