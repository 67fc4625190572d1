import { expect, test } from 'vitest'
import { comment } from '../../../tests/support/content.ts'
import { userId } from '../../../tests/support/test-access.ts'
import type { RoomKey } from '../../storage/update-log.ts'
import { NOBODY } from '../../storage/update-log.ts'
import { purgeValues } from './purge-values.ts'
import type { Author, BlockValue, Entry, RoomValues } from './values.ts'

const [alice, bob] = [userId('alice'), userId('bob')] as const
const by = (user: string): Author => ({ user, at: new Date(0) })
const key = (room: RoomKey['room'], user = ''): RoomKey => ({
  documentId: 'd',
  epoch: 'e',
  room,
  userId: user,
})
const records = (roots: Record<string, Record<string, unknown>>): RoomValues => ({
  blocks: [],
  records: new Map(
    Object.entries(roots).map(([root, entries]) => [
      root,
      Object.entries(entries).map(([name, value]): Entry => ({ key: name, value, author: by(bob) })),
    ]),
  ),
})
const citing = (annotation: string): BlockValue => ({
  name: 'block',
  attributes: [],
  author: by(alice),
  content: [
    { kind: 'text', author: by(bob), runs: [{ text: 'his words', marks: {}, author: by(bob) }] },
    {
      kind: 'node',
      name: 'citation',
      author: by(alice),
      attributes: ['annotation', 'quote', 'label'].map((name) => ({
        key: name,
        value: name === 'annotation' ? annotation : `${name} of it`,
        author: by(alice),
      })),
    },
  ],
})
const [note, other] = [`${bob}:note-0001`, `${bob}:note-0002`] as const
const commentary = key('commentary')
const notes = key('notes')
const rooms = () =>
  new Map<RoomKey, RoomValues>([
    [commentary, { blocks: [citing(note), citing(other)], records: new Map() }],
    [
      notes,
      records({
        annotations: { [note]: comment('one'), [other]: comment('two') },
        decisions: {
          [`block-000001|${alice}:tag-00001|${alice}`]: {
            verdict: 'ask',
            annotations: [note, other],
            at: '',
            rev: 1,
          },
        },
        moderation: { [`${note}|${alice}`]: { hidden: true, reason: 'why', at: '', rev: 1 } },
      }),
    ],
    [key('private', bob), records({ annotations: { [note]: comment('one') } })],
  ])
const quotesIn = (values: RoomValues | undefined) =>
  values?.blocks.map(({ content }) =>
    content.flatMap((inline) =>
      inline.kind === 'node' ? inline.attributes.map(({ key: name }) => name) : [],
    ),
  )

test('[E8] a note is taken out of decisions and moderation, citations and private rooms', () => {
  const { rooms: left, records: gone } = purgeValues(rooms(), { annotationId: note })
  expect(quotesIn(left.get(commentary))).toEqual([['annotation'], ['annotation', 'quote', 'label']])
  const [decision] = left.get(notes)?.records.get('decisions') ?? []
  expect(decision?.value).toMatchObject({ verdict: 'ask', annotations: [other] })
  expect(
    left
      .get(notes)
      ?.records.get('annotations')
      ?.map((entry) => entry.key),
  ).toEqual([other])
  expect(left.get(notes)?.records.get('moderation')).toEqual([])
  expect(JSON.stringify([...left.values()].map((values) => [...values.records]))).not.toContain(`"${note}"`)
  expect(gone).toBe(5)
})

test('[E8] of a person his text stays, and names nobody; his private room is gone', () => {
  const { rooms: left } = purgeValues(rooms(), { userId: bob })
  expect([...left.keys()].map(({ room }) => room)).toEqual(['commentary', 'notes'])
  expect(quotesIn(left.get(commentary))).toEqual([['annotation'], ['annotation']])
  const [text, citation] = left.get(commentary)?.blocks[0]?.content ?? []
  expect(text).toMatchObject({
    author: { user: NOBODY },
    runs: [{ text: 'his words', author: { user: NOBODY } }],
  })
  expect(citation?.author.user).toBe(alice)
})
