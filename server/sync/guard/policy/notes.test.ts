import { beforeEach, describe, expect, test } from 'vitest'
import { bodyFromText } from '../../../../shared/annotation.ts'
import { LIMITS } from '../../../../shared/limits.ts'
import type { Role } from '../../../../shared/roles.ts'
import { ROLES } from '../../../../shared/roles.ts'
import { comment } from '../../../../tests/support/content.ts'
import { content, forge } from '../../../../tests/support/forge.ts'
import type { Sender } from '../../../../tests/support/guarded-room.ts'
import { GuardedRoom, reasonOf } from '../../../../tests/support/guarded-room.ts'
import { userId } from '../../../../tests/support/test-access.ts'

const AT = '2026-03-01T08:00:00.000Z'
const [alice, bob] = [userId('alice'), userId('bob')]
const note = (user: string) => `${user}:abcdefgh`
const status = { status: 'resolved', at: AT, rev: 1 }
const tag = { label: '八八戰略', color: 'zhusha', pattern: 'solid', created: AT, modified: AT, rev: 1 }
const overlay = { label: '戰略', modified: AT, rev: 2 }
const decision = { verdict: 'accept', at: AT, rev: 1 }
const moderation = { hidden: true, at: AT, rev: 1 }

let room: GuardedRoom
beforeEach(() => {
  room = new GuardedRoom('notes')
})
let nextClient = 100
function writes(sender: Sender, root: string, key: string, ...values: unknown[]): string {
  const struct = { parent: root, sub: key, content: content.any(...values) }
  return reasonOf(room.take(forge([{ client: nextClient++, structs: [struct] }]), sender))
}
const as = (name: string, role: Role = 'annotator'): Sender => ({ name, role })

test('[E10] nothing is written under the id of a purged annotation, in whichever room it was', () => {
  for (const name of ['notes', 'private'] as const) {
    room = new GuardedRoom(name)
    room.purged.add(note(alice))
    expect(writes(as('alice'), 'annotations', note(alice), comment('又來了'))).toBe('purged')
    expect(writes(as('alice'), 'annotations', `${alice}:ijklmnop`, comment('別的'))).toBe('accept')
  }
})

describe('[G4] whose key it is', () => {
  test.each([
    ['annotations', note(alice), comment('注'), true],
    ['annotations', note(bob), comment('注'), false],
    ['reactions', `${note(bob)}|${alice}|👍`, { at: AT }, true],
    ['reactions', `${note(alice)}|${bob}|👍`, { at: AT }, false],
    ['status', `${note(alice)}|${alice}`, status, true],
    ['status', `${note(alice)}|${bob}`, status, false],
    ['codebook', note(alice), tag, true],
    ['codebook', note(bob), tag, false],
    ['codebook', `${note(alice)}|${bob}`, overlay, false],
  ])('an annotator in %s under %s', (root, key, value, his) => {
    expect(writes(as('alice'), root, key, value)).toBe(his ? 'accept' : 'not-your-key')
  })

  test.each([
    ['status', `${note(bob)}|${alice}`, status],
    ['codebook', `${note(bob)}|${alice}`, { ...overlay, rev: 1 }],
    ['decisions', `block-000001|${note(bob)}|${alice}`, decision],
    ['moderation', `${note(bob)}|${alice}`, moderation],
  ])('only editors and owners write in %s about others’ records', (root, key, value) => {
    const may = ROLES.map((role) => {
      room = new GuardedRoom('notes')
      return writes(as('alice', role), root, key, value)
    })
    expect(may).toEqual(['read-only', 'not-your-key', 'accept', 'accept'])
  })

  test('not even the owner writes another’s annotation, status, reaction or overlay', () => {
    for (const [root, key, value] of [
      ['annotations', note(bob), comment('注')],
      ['status', `${note(bob)}|${bob}`, status],
      ['reactions', `${note(bob)}|${bob}|👍`, { at: AT }],
      ['codebook', `${note(alice)}|${bob}`, overlay],
      ['decisions', `block-000001|${note(bob)}|${bob}`, decision],
      ['moderation', `${note(bob)}|${bob}`, moderation],
    ] as const)
      expect(writes(as('alice', 'owner'), root, key, value)).toBe('not-your-key')
  })

  test.each([
    ['annotations', ''],
    ['annotations', alice],
    ['annotations', `${alice}:`],
    ['annotations', `${alice}:short`],
    ['annotations', `${alice}:abcdefgh|`],
    ['annotations', `${alice}:abcdefgh\n`],
    ['annotations', ` ${alice}:abcdefgh`],
    ['annotations', `${alice}:abcdefgh:abcdefgh`],
    ['annotations', `${alice.toUpperCase()}:abcdefgh`],
    ['annotations', `${alice}:abcdéfgh`],
    ['annotations', `alice:abcdefgh`],
    ['status', note(alice)],
    ['status', `${note(alice)}|${alice}|${alice}`],
    ['status', `|${alice}`],
    ['status', `no-record|${alice}`],
    ['reactions', `${note(bob)}|${alice}`],
    ['reactions', `${note(bob)}|${alice}|`],
    ['reactions', `${note(bob)}|${alice}|👍|👍`],
    ['reactions', `${note(bob)}|${alice}|${'👍'.repeat(LIMITS.reactionChars / 2 + 1)}`],
    ['codebook', `${note(alice)}|`],
    ['codebook', `${note(alice)}|${alice}|${alice}`],
    ['decisions', `|${note(bob)}|${alice}`],
    ['decisions', `block-000001|${alice}`],
    ['decisions', `block-000001|${note(bob)}|${alice}|${alice}`],
    ['moderation', `${alice}|${alice}`],
  ])('in %s %j is no key', (root, key) => {
    expect(writes(as('alice', 'owner'), root, key, comment('注'))).toBe('not-your-key')
  })

  test('a list inside a map has no owner', () => {
    const bytes = forge([
      { client: 5, structs: [{ parent: 'annotations', content: content.any(comment('注')) }] },
    ])
    expect(reasonOf(room.take(bytes, as('alice', 'owner')))).toBe('not-your-key')
  })

  test('deleting is a matter of the key, too', () => {
    expect(writes(as('bob'), 'annotations', note(bob), comment('注'))).toBe('accept')
    const [client] = [...room.owners.keys()] as [number]
    const gone = forge([], { [client]: [[0, 1]] })
    expect(reasonOf(room.take(gone, as('alice', 'owner')))).toBe('not-your-key')
    expect(reasonOf(room.take(gone, as('bob', 'reader')))).toBe('read-only')
    expect(reasonOf(room.take(gone, as('bob')))).toBe('accept')
    expect(reasonOf(room.take(gone, as('alice', 'reader')))).toBe('accept')
  })
})

describe('[G4] private', () => {
  test('everybody, also a reader, writes his own and nothing else', () => {
    for (const role of ROLES) {
      room = new GuardedRoom('private')
      expect(writes(as('alice', role), 'annotations', note(alice), comment('私'))).toBe('accept')
      expect(writes(as('alice', role), 'reactions', `${note(bob)}|${alice}|👍`, { at: AT })).toBe('accept')
      expect(writes(as('alice', role), 'annotations', note(bob), comment('私'))).toBe('not-your-key')
      expect(writes(as('alice', role), 'status', `${note(alice)}|${alice}`, status)).toBe('unknown-root')
    }
  })
})

describe('[G4] values', () => {
  const bad = (value: unknown, root = 'annotations', key = note(alice)) =>
    expect(writes(as('alice', 'owner'), root, key, value)).toBe('bad-value')
  const good = comment('注')

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', [good]],
    ['a string', 'note'],
    ['a field too many', { ...good, author: bob }],
    ['a field too few', { ...good, created: undefined }],
    ['another creator', { ...good, creator: bob }],
    ['an unknown motivation', { ...good, motivation: 'admin' }],
    ['a thirteenth month', { ...good, created: '2026-13-01T08:00:00Z' }],
    ['a 25th hour', { ...good, modified: '2026-03-01T25:00:00Z' }],
    ['a time without zone', { ...good, modified: '2026-03-01T08:00:00' }],
    ['a revision of nought', { ...good, rev: 0 }],
    ['a revision that is no number', { ...good, rev: Number.NaN }],
    ['a revision without end', { ...good, rev: Number.POSITIVE_INFINITY }],
    ['half a revision', { ...good, rev: 1.5 }],
    ['a revision beyond all', { ...good, rev: 2 ** 53 }],
    ['more targets than allowed', { ...good, target: Array(LIMITS.targets + 1).fill(good.target[0]) }],
    ['a target elsewhere', { ...good, target: [{ ...good.target[0], source: 'private' }] }],
    ['tags that are none', { ...good, tags: ['x'] }],
    ['a body too long', { ...good, body: bodyFromText('長'.repeat(LIMITS.bodyChars + 1)) }],
    ['a body too large', { ...good, body: bodyFromText('\u0001'.repeat(LIMITS.bodyChars)) }],
    ['a body with a script', { ...good, body: { type: 'doc', content: [{ type: 'script' }] } }],
    ['deleted: false', { ...good, deleted: false }],
  ])('%s is no annotation', (_, value) => bad(value))

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:1',
    'java\nscript:1',
    '//evil.example',
    'data:text/html,x',
    'vbscript:x',
    'http:evil',
    'https:///x',
    'ftp://a',
    '',
    'x',
  ])('a link to %j is none', (href) => {
    const text = { type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href } }] }
    bad({ ...good, body: { type: 'doc', content: [{ type: 'paragraph', content: [text] }] } })
  })

  test('in the other maps as well', () => {
    bad({ ...status, status: 'closed' }, 'status', `${note(alice)}|${alice}`)
    bad({ at: AT, by: bob }, 'reactions', `${note(bob)}|${alice}|👍`)
    bad({ ...tag, label: '' }, 'codebook')
    bad({ ...tag, color: 'red' }, 'codebook')
    bad({ label: 'x' }, 'codebook', `${note(bob)}|${alice}`)
    bad({ ...decision, verdict: 'maybe' }, 'decisions', `block-000001|${note(bob)}|${alice}`)
    bad({ ...moderation, hidden: 'yes' }, 'moderation', `${note(bob)}|${alice}`)
  })

  test('each of several values under one key counts', () => {
    expect(writes(as('alice'), 'annotations', note(alice), good, null, good)).toBe('bad-value')
    expect(writes(as('alice'), 'annotations', note(alice), good, good)).toBe('accept')
  })

  test('nothing is nested, nothing is text', () => {
    for (const nested of [
      content.type(0),
      content.type(1),
      content.type(2),
      content.type(3, 'block'),
      content.type(6),
      content.string('注'),
      content.format('bold', true),
    ]) {
      const bytes = forge([
        { client: 5, structs: [{ parent: 'annotations', sub: note(alice), content: nested }] },
      ])
      expect(reasonOf(room.judge(bytes, as('alice', 'owner')))).toBe('nested-type')
    }
  })
})

describe('[N5] revisions', () => {
  const key = (user: string) => `${note(alice)}|${user}`
  const resolves = (name: string, rev: number, role: Role = 'editor') =>
    writes(as(name, role), 'status', key(userId(name)), { ...status, rev })

  test('go up by one from the highest that anybody has written', () => {
    expect(resolves('alice', 2)).toBe('rev-jump')
    expect(resolves('alice', 1)).toBe('accept')
    expect(resolves('bob', 3)).toBe('rev-jump')
    expect(resolves('bob', 2)).toBe('accept')
    expect(resolves('carol', 3)).toBe('accept')
    expect(resolves('carol', 1_000_000_000)).toBe('rev-jump')
  })

  test('are counted by subject: a tag and what editors lay over it', () => {
    const write = (name: string, rev: number, key: string) =>
      writes(as(name, 'editor'), 'codebook', key, key.includes('|') ? { ...overlay, rev } : { ...tag, rev })
    expect(write('alice', 1, note(alice))).toBe('accept')
    expect(write('bob', 2, `${note(alice)}|${bob}`)).toBe('accept')
    expect(write('bob', 2, note(bob))).toBe('rev-jump')
    expect(write('alice', 3, note(alice))).toBe('accept')
  })

  test('of one’s own annotation are one’s own affair', () => {
    expect(writes(as('alice'), 'annotations', note(alice), { ...comment('注'), rev: 1_000_000 })).toBe(
      'accept',
    )
  })

  test('[G7] may have gone up several times offline, also when what was overwritten has been collected', () => {
    for (const collect of [true, false]) {
      room = new GuardedRoom('notes')
      const revisions = Array.from({ length: 7 }, (_, n) => ({ ...status, rev: n + 1 }))
      const values = collect
        ? [
            { parent: 'status', sub: key(alice), content: content.deleted(6) },
            { origin: [5, 5] as const, content: content.any(revisions[6]) },
          ]
        : [{ parent: 'status', sub: key(alice), content: content.any(...revisions) }]
      const bytes = forge([{ client: 5, structs: values }], collect ? {} : { 5: [[0, 6]] })
      expect(reasonOf(room.take(bytes, as('alice')))).toBe('accept')
      expect(resolves('bob', 8)).toBe('accept')
    }
  })

  test('[G7] count what was taken back before it arrived: redo brings it back', () => {
    const taken = { parent: 'status', sub: key(alice), content: content.deleted(3) }
    expect(reasonOf(room.take(forge([{ client: 5, structs: [taken] }]), as('alice')))).toBe('accept')
    const redone = { origin: [5, 2] as const, content: content.any({ ...status, rev: 3 }) }
    expect(reasonOf(room.take(forge([{ client: 5, clock: 3, structs: [redone] }]), as('alice')))).toBe(
      'accept',
    )
  })

  test('cannot be bought with clocks that hold nothing', () => {
    const structs = [
      { parent: 'status', sub: key(alice), content: content.deleted(1_000_000) },
      { origin: [5, 999_999] as const, content: content.any({ ...status, rev: 1_000_000 }) },
    ]
    expect(reasonOf(room.judge(forge([{ client: 5, structs }]), as('alice')))).toBe('rev-jump')
  })
})
