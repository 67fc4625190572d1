import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { emptyRoom, jsonOf } from '../../../tests/support/guarded-room.ts'
import { randomFrom } from '../../../tests/support/random.ts'
import { userId } from '../../../tests/support/test-access.ts'
import type { AttributedRange } from '../../storage/update-log.ts'
import { applyUpdates } from '../room/apply.ts'
import { Authors } from './authors.ts'
import { readValues } from './read-values.ts'
import { withMergedRuns } from './values.ts'
import { writeValues } from './write-values.ts'

const NOW = new Date('2026-03-01T08:00:00Z')
const NOBODY = new Map<number, string>()

function written(values: Parameters<typeof writeValues>[1], room: 'text' | 'commentary' | 'notes') {
  const { bytes, attribution } = writeValues(room, values)
  const ydoc = emptyRoom(room)
  applyUpdates(ydoc, [bytes])
  return { ydoc, attribution, bytes, values: readValues(ydoc, room, new Authors(attribution, NOBODY, NOW)) }
}

/** A text by several people, each update attributed as the log does it. */
function essay(seed: number) {
  const random = randomFrom(seed)
  const ydoc = emptyRoom('commentary')
  const attribution: AttributedRange[] = []
  const people = ['alice', 'bob', 'carol'].map((name) => ({ name, ydoc: emptyRoom('commentary') }))
  const authors = new Map<number, string>()
  for (let step = 0; step < 120; step++) {
    const { name, ydoc: own } = random.pick(people)
    Y.applyUpdate(own, Y.encodeStateAsUpdate(ydoc))
    const before = Y.getState(own.store, own.clientID)
    const fragment = own.getXmlFragment('commentary')
    own.transact(() => {
      if (fragment.length === 0 || random.chance(0.15)) {
        const block = new Y.XmlElement('block')
        const attributes = { id: `block-${step}-00`, kind: 'paragraph', level: 0, indent: 0 }
        for (const [key, value] of Object.entries(attributes)) block.setAttribute(key, value as string)
        block.insert(0, [new Y.XmlText(), new Y.XmlElement('hardBreak'), new Y.XmlText()])
        fragment.insert(random.below(fragment.length + 1), [block])
        return
      }
      const block = fragment.get(random.below(fragment.length)) as Y.XmlElement
      const text = block.get(random.chance(0.5) ? 0 : 2) as Y.XmlText
      if (random.chance(0.15)) block.setAttribute('kind', random.pick(['quote', 'heading', 'bullet']))
      else if (text.length > 4 && random.chance(0.3)) text.delete(random.below(text.length - 2), 2)
      else if (text.length > 3 && random.chance(0.4))
        text.format(
          random.below(text.length - 3),
          3,
          random.pick([{ bold: {} }, { italic: {} }, { bold: null }]),
        )
      else text.insert(random.below(text.length + 1), random.pick(['甲', '乙丙', '🀄麻', 'hezhu']))
    })
    const after = Y.getState(own.store, own.clientID)
    authors.set(own.clientID, userId(name))
    if (after > before)
      attribution.push({
        client: own.clientID,
        from: before,
        to: after,
        user: userId(name),
        at: new Date(step),
      })
    applyUpdates(ydoc, [Y.encodeStateAsUpdate(own)])
  }
  attribution.sort((a, b) => a.client - b.client || a.from - b.from)
  return { ydoc, attribution }
}

describe('[E1] a room written again from its values', () => {
  test('says the same, and names the same people for every stretch of it', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const { ydoc, attribution } = essay(seed)
      const values = readValues(ydoc, 'commentary', new Authors(attribution, NOBODY, NOW))
      const again = written(values, 'commentary')
      expect(jsonOf(again.ydoc), `seed ${seed}`).toEqual(jsonOf(ydoc))
      if (!isDeepStrictEqual(again.values, withMergedRuns(values)))
        expect(again.values, `seed ${seed}`).toEqual(values)
      expect(
        new Set(
          values.blocks
            .flatMap(({ content }) => content)
            .flatMap((inline) =>
              inline.kind === 'text' ? inline.runs.map(({ author }) => author.user) : [],
            ),
        ).size,
      ).toBeGreaterThan(1)
    }
  })

  test('leaves no formatting that the first client to see it would clean up', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { ydoc, attribution } = essay(seed)
      const { bytes } = written(
        readValues(ydoc, 'commentary', new Authors(attribution, NOBODY, NOW)),
        'commentary',
      )
      const client = emptyRoom('commentary')
      let writes = 0
      client.on('update', (_: Uint8Array, origin: unknown) => {
        if (origin !== 'server') writes++
      })
      Y.applyUpdate(client, bytes, 'server')
      expect(writes).toBe(0)
      expect(Y.encodeStateVector(client)).toEqual(Y.encodeStateVectorFromUpdate(bytes))
    }
  })
})
