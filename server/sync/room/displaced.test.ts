import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { LIMITS } from '../../../shared/limits.ts'
import { comment } from '../../../tests/support/content.ts'
import type { Sender } from '../../../tests/support/guarded-room.ts'
import { emptyRoom, GuardedRoom } from '../../../tests/support/guarded-room.ts'
import { honestSession } from '../../../tests/support/honest-session.ts'
import { randomFrom } from '../../../tests/support/random.ts'
import { RescueWatch } from '../../../tests/support/rescue-watch.ts'
import { userId } from '../../../tests/support/test-access.ts'
import { TextRoom } from '../../../tests/support/text-room.ts'

const alice: Sender = { name: 'alice', role: 'owner' }
const bob: Sender = { name: 'bob', role: 'editor' }

/** A text by alice on the server, and at two places where nobody hears of the other. */
function apart(...lines: string[]) {
  const server = new GuardedRoom('text')
  const hers = new TextRoom(lines)
  server.take(Y.encodeStateAsUpdate(hers.ydoc), alice)
  return { server, hers, his: hers.fork() }
}
/** What the server would keep when this comes. */
function sends(server: GuardedRoom, room: { ydoc: Y.Doc }, sender: Sender): string[] {
  const bytes = Y.encodeStateAsUpdate(room.ydoc, Y.encodeStateVector(server.ydoc))
  expect(server.take(bytes, sender).verdict).toBe('accept')
  const pieces = server.rescue?.pieces ?? []
  return pieces.map(({ user, place, text }) => `${user.replace(/0+$/, '')} ${JSON.stringify(place)} ${text}`)
}

describe('[R1] a change that had not seen what it swallows', () => {
  test('a join, of what is typed meanwhile into the second half', () => {
    const { server, hers, his } = apart('今年', '是馬年')
    his.insert(1, 3, '，不是羊年')
    hers.join(1)
    expect(sends(server, his, bob)).toEqual([])
    expect(sends(server, hers, alice)).toEqual(['bob "block-000002" ，不是羊年'])
    expect(server.ydoc.getXmlFragment('text').toString()).not.toContain('羊')
  })

  test('the same when the join comes first: what was typed is born dead', () => {
    const { server, hers, his } = apart('今年', '是馬年')
    his.insert(1, 3, '，不是羊年')
    hers.join(1)
    expect(sends(server, hers, alice)).toEqual([])
    const [piece, ...others] = sends(server, his, bob)
    expect([piece, others]).toEqual([expect.stringMatching(/^bob \{.*\} ，不是羊年$/), []])
  })

  test('a deleted paragraph, of pieces by each author and of lines with a break between', () => {
    const { server, hers, his } = apart('一|二', '三')
    his.insert(0, 0, '零')
    his.insert(0, 2, '一半')
    const carols = hers.fork()
    carols.insert(0, 3, '二半')
    hers.deleteBlock(0)
    expect(sends(server, his, bob)).toEqual([])
    expect(sends(server, carols, { name: 'carol', role: 'editor' })).toEqual([])
    expect(sends(server, hers, alice)).toEqual([
      'bob "block-000001" 零',
      'bob "block-000001" 一半',
      'carol "block-000001" 二半',
    ])
  })

  test('what the sender has taken back himself is not kept', () => {
    const { server, hers, his } = apart('今年')
    his.insert(0, 2, '是馬羊年')
    his.delete(0, 4, 1)
    hers.deleteBlock(0)
    sends(server, hers, alice)
    expect(sends(server, his, bob)).toEqual([expect.stringContaining('} 是馬年')])
  })

  test.each([1, 2])('a note that one’s other device writes anew: whichever loses (%i)', (client) => {
    const server = new GuardedRoom('notes')
    const key = `${userId('bob')}:abcdefgh`
    const device = (clientID: number, text: string) => {
      const ydoc = Object.assign(emptyRoom('notes'), { clientID })
      Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(server.ydoc))
      ydoc.getMap('annotations').set(key, comment(text))
      return { ydoc }
    }
    const phone = device(client, '在路上寫的')
    const desk = device(3 - client, '在桌前寫的')
    expect(sends(server, phone, bob)).toEqual([])
    const lost = sends(server, desk, bob)
    const shown = JSON.stringify(server.json)
    const loser = shown.includes('在路上') ? '在桌前寫的' : '在路上寫的'
    expect(lost).toEqual([`bob "annotations/${key}" ${loser}`])
    expect(server.rescue?.pieces[0]?.value).toEqual(comment(loser))
  })
})

test('[R1] [R3] what is scattered over too many pieces is kept in fewer', () => {
  const { server, hers, his } = apart('今年'.repeat(600))
  for (let at = 0; at < 1_800; at += 3) his.insert(0, at, '字')
  hers.deleteBlock(0)
  sends(server, his, bob)
  const pieces = sends(server, hers, alice)
  expect(pieces).toHaveLength(LIMITS.displacedScattered)
  expect(pieces.join('').match(/字/g)).toHaveLength(600)
  const late = apart('今年'.repeat(600))
  for (let at = 0; at < 1_800; at += 3) late.his.insert(0, at, '字')
  late.hers.deleteBlock(0)
  sends(late.server, late.hers, alice)
  const born = sends(late.server, late.his, bob)
  expect(born).toHaveLength(LIMITS.displacedScattered)
  expect(born.join('').match(/字/g)).toHaveLength(600)
})

describe('[R2] who had seen it', () => {
  test('deletes, joins and splits without a word, also when he sends his whole delete set', () => {
    const { server, hers, his } = apart('今年', '是馬年', '萬事如意')
    his.insert(1, 3, '，不是羊年')
    expect(sends(server, his, bob)).toEqual([])
    hers.merge(his)
    hers.join(1)
    hers.split(0, 4)
    hers.deleteBlock(2)
    expect(sends(server, hers, alice)).toEqual([])
    his.merge(hers)
    his.deleteBlock(0)
    expect(sends(server, his, bob)).toEqual([])
    const whole = Y.encodeStateAsUpdate(his.ydoc)
    server.take(whole, alice)
    expect(server.rescue).toBeNull()
  })
})

test('[R2] who has read a word and deletes it looks like who hears of it behind his deletion: a step 2 is the same', () => {
  const { his } = apart('今年')
  const told = (did: (ydoc: Y.Doc, word: () => void) => void) => {
    const ydoc = his.fork().ydoc
    const written = his.fork()
    const known = Y.encodeStateVector(written.ydoc)
    written.ydoc.clientID = 7
    written.insert(0, 2, '是馬年')
    did(ydoc, () => Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(written.ydoc, known)))
    return [Y.encodeStateVector(ydoc), Y.encodeStateAsUpdate(ydoc, Y.encodeStateVector(written.ydoc))]
  }
  const deletes = (ydoc: Y.Doc) => ydoc.getXmlFragment('text').delete(0, 1)
  const first = told((ydoc, word) => {
    word()
    deletes(ydoc)
  })
  const later = told((ydoc, word) => {
    deletes(ydoc)
    word()
  })
  expect(later).toEqual(first)
})

describe('random sessions of honest people', () => {
  /** Each unit a session swallows must be kept, and nothing else; the people themselves know what they had seen. */
  function play(room: 'notes' | 'commentary', seeds: number, journal = true) {
    let swallowed = 0
    const wrong: string[] = []
    for (let seed = 1; seed <= seeds; seed++) {
      const random = randomFrom(seed)
      const watch = new RescueWatch(random, journal)
      const end = honestSession(room, random, 40, watch)
      expect(end.refusals).toEqual([])
      swallowed += watch.swallowed
      wrong.push(...watch.wrong.map((what) => `seed ${seed}: ${what}`))
      const shown = JSON.stringify(end.views[0])
      const kept = watch.kept.join(' ')
      for (const word of watch.typed)
        if (!shown.includes(word) && !watch.everDeleted(word) && !kept.includes(word))
          wrong.push(`seed ${seed}: ${word} is gone`)
    }
    return { swallowed, wrong }
  }

  test('[R1] [R2] every word is there, or was deleted by somebody who read it, or is kept: exactly', () => {
    const { swallowed, wrong } = play('commentary', 300)
    expect(wrong).toEqual([])
    expect(swallowed).toBeGreaterThan(300)
  })

  test('[R1] [R2] and so is every record', () => {
    const { swallowed, wrong } = play('notes', 120)
    expect(wrong).toEqual([])
    expect(swallowed).toBeGreaterThan(5)
  })

  test('without the journal words are gone', () => {
    const { wrong } = play('commentary', 20, false)
    expect(wrong.filter((what) => what.endsWith('is gone'))).not.toEqual([])
  })
})
