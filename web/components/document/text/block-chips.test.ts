import { expect, test } from 'vitest'
import type { Tag, Thread } from '../../../stores/types.ts'
import type { PlacedThread } from '../state/notes.ts'
import { chipsOf, fitChips } from './block-chips.ts'

const tag = (id: string, label = id): Tag => ({
  id,
  label,
  creator: 'u',
  color: 'shilu',
  pattern: 'wavy',
  definition: undefined,
  parent: undefined,
  uses: 1,
})
const tags = new Map(['goal', 'figure'].map((id) => [id, tag(id)]))

function placed(id: string, creator: string, ids: string[], replyTags: string[] = []): PlacedThread {
  const root = { id, creator, tags: ids }
  const replies = replyTags.length > 0 ? [{ id: `${id}r`, creator: 'replier', tags: replyTags }] : []
  return {
    thread: { id, root, replies } as unknown as Thread,
    anchor: { state: 'pending' },
    place: undefined,
  }
}

test('[N3] two people’s same tag is one chip with both; the commoner tag comes first', () => {
  const chips = chipsOf(
    [placed('1', 'a', ['figure']), placed('2', 'a', ['goal']), placed('3', 'b', ['goal'])],
    tags,
  )
  expect(chips.map((chip) => [chip.tag.id, chip.people, chip.threads])).toEqual([
    ['goal', ['a', 'b'], ['2', '3']],
    ['figure', ['a'], ['1']],
  ])
})

test('[N3] a reply’s tag counts for its author, an unknown tag for nobody', () => {
  const chips = chipsOf([placed('1', 'a', ['gone'], ['goal'])], tags)
  expect(chips.map((chip) => [chip.tag.id, chip.people])).toEqual([['goal', ['replier']]])
})

test('[W3] what doesn’t fit into the row is left to “more”, and the last one needs no room for that', () => {
  const chips = ['一', '二', '三'].map((label) => ({ tag: tag(label), people: ['a'], threads: [] }))
  expect(fitChips(chips, 1_000).rest).toEqual([])
  const { shown, rest } = fitChips(chips, 150)
  expect(shown.length + rest.length).toBe(3)
  expect(shown.length).toBe(1)
  expect(fitChips(chips.slice(0, 2), 150).rest).toEqual([])
})
