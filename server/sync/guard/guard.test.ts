import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE } from '../../../shared/protocol.ts'
import { ROLES } from '../../../shared/roles.ts'
import { comment } from '../../../tests/support/content.ts'
import type { ForgedStruct } from '../../../tests/support/forge.ts'
import { content, forge } from '../../../tests/support/forge.ts'
import { Forger } from '../../../tests/support/forger.ts'
import type { Sender } from '../../../tests/support/guarded-room.ts'
import { GuardedRoom, jsonOf, reasonOf } from '../../../tests/support/guarded-room.ts'
import { honestSession } from '../../../tests/support/honest-session.ts'
import { randomFrom } from '../../../tests/support/random.ts'
import { userId } from '../../../tests/support/test-access.ts'
import { TYPE } from './parse.ts'

const alice: Sender = { name: 'alice', role: 'owner' }
const eve: Sender = { name: 'eve', role: 'editor' }

describe.each(['notes', 'commentary'] as const)('[G7] honest people in %s', (room) => {
  test('are never refused, and all see the same: live, from the log, and without a guard', () => {
    let accepted = 0
    for (let seed = 1; seed <= 150; seed++) {
      const end = honestSession(room, randomFrom(seed), 60)
      accepted += end.accepted
      expect(end.refusals, `seed ${seed}`).toEqual([])
      for (const view of end.views) expect(view, `seed ${seed}`).toEqual(end.views[0])
    }
    expect(accepted).toBeGreaterThan(2_500)
  })
})

/** Two notes, or two blocks of text, by alice. */
function begun(room: 'notes' | 'commentary'): GuardedRoom {
  const guarded = new GuardedRoom(room)
  const note = { parent: 'annotations', content: content.any(comment('真')) }
  const structs: ForgedStruct[] =
    room === 'notes'
      ? ['abcdefgh', 'ijklmnop'].map((local) => ({ ...note, sub: `${userId('alice')}:${local}` }))
      : [
          { parent: room, content: content.type(TYPE.xmlElement, 'block') },
          { parent: [5, 0], content: content.type(TYPE.xmlText) },
          { parent: [5, 1], content: content.string('真😀的') },
          { origin: [5, 0], content: content.type(TYPE.xmlElement, 'block') },
          { parent: [5, 6], content: content.type(TYPE.xmlText) },
          { parent: [5, 7], content: content.string('留下來') },
        ]
  expect(reasonOf(guarded.take(forge([{ client: 5, structs }]), alice))).toBe('accept')
  return guarded
}

describe.each(['notes', 'commentary'] as const)('[G1] whatever is forged in %s', (room) => {
  test('judging changes nothing; what is accepted never throws, never hangs in the air, and loads again', () => {
    const verdicts: Record<string, number> = {}
    for (let seed = 1; seed <= 150; seed++) {
      const guarded = begun(room)
      const forger = new Forger(room, 'eve', randomFrom(seed), [3, 7, 8])
      for (let n = 0; n < 12; n++) {
        if (n === 6) guarded.take(forge([], { 5: [[0, 1]] }), alice)
        forger.looksAt(guarded.ydoc)
        const bytes = forger.update()
        const before = Y.encodeStateAsUpdate(guarded.ydoc)
        const verdict = guarded.judge(bytes, eve)
        verdicts[verdict.verdict] = (verdicts[verdict.verdict] ?? 0) + 1
        expect(Y.encodeStateAsUpdate(guarded.ydoc)).toEqual(before)
        if (verdict.verdict !== 'accept' || verdict.update === null) continue
        // What it wrote itself it finds nothing to change in.
        expect(guarded.judge(verdict.update, eve)).toMatchObject({
          verdict: 'accept',
          update: verdict.update,
        })
        guarded.take(bytes, eve)
        expect(guarded.judge(bytes, eve)).toMatchObject({ verdict: 'accept', update: null })
        const reloaded = guarded.reloaded()
        expect(Y.encodeStateVector(reloaded)).toEqual(Y.encodeStateVector(guarded.ydoc))
        if (room === 'notes') expect(jsonOf(reloaded), `seed ${seed}`).toEqual(guarded.json)
      }
    }
    expect(verdicts.accept).toBeGreaterThan(100)
    expect(verdicts.refuse).toBeGreaterThan(100)
  })
})

test('[G4] however eve forges, alice’s notes stay as they are', () => {
  const mine = [`${userId('alice')}:abcdefgh`, `${userId('alice')}:ijklmnop`]
  for (let seed = 1; seed <= 150; seed++) {
    const guarded = begun('notes')
    const forger = new Forger('notes', 'eve', randomFrom(seed), [3, 7, 8])
    for (let n = 0; n < 10; n++) {
      forger.looksAt(guarded.ydoc)
      guarded.take(forger.update(), eve)
    }
    const notes = guarded.ydoc.getMap('annotations')
    for (const key of mine) expect(notes.get(key), `seed ${seed}`).toEqual(comment('真'))
    for (const key of notes.keys()) if (!mine.includes(key)) expect(key.startsWith(userId('eve'))).toBe(true)
    // And she still writes: none of her clocks has been taken.
    const more = { origin: [5, 0] as const, content: content.any(comment('更真')) }
    expect(reasonOf(guarded.take(forge([{ client: 5, clock: 2, structs: [more] }]), alice))).toBe('accept')
    expect(notes.get(mine[0] as string)).toEqual(comment('更真'))
  }
})

test('[G6] whoever writes nothing changes nothing, whatever is forged', () => {
  for (const room of ['notes', 'commentary', 'text'] as const)
    for (const role of room === 'text' ? (['reader', 'annotator'] as const) : (['reader'] as const)) {
      const guarded = room === 'text' ? new GuardedRoom('text') : begun(room)
      const random = randomFrom(1)
      for (let n = 0; n < 300; n++) {
        const forger = new Forger(room, 'eve', random, [3, 7, 8])
        forger.looksAt(guarded.ydoc)
        const verdict = guarded.judge(forger.update(), { name: 'eve', role })
        if (verdict.verdict === 'accept') expect(verdict.update).toBeNull()
        expect(verdict.verdict).not.toBe('resync')
      }
    }
})

describe('[G9] a refusal says why and where', () => {
  const send = (sender: Sender, ...structs: ForgedStruct[]) =>
    begun('notes').judge(forge([{ client: 6, structs }]), sender)

  test('what is not allowed ends with 4403', () => {
    const key = `${userId('alice')}:abcdefgh`
    expect(send(eve, { parent: 'annotations', sub: key, content: content.any(1) })).toEqual({
      verdict: 'refuse',
      refusal: { reason: 'not-your-key', path: ['notes', 'annotations', key] },
      close: CLOSE.refused,
    })
  })

  test('what no client sends ends with 4400', () => {
    for (const bytes of [
      new Uint8Array(),
      Uint8Array.of(1),
      forge([{ client: 6, structs: [{ content: content.raw(3, 0) }] }]),
    ]) {
      const verdict = begun('notes').judge(bytes, eve)
      expect(verdict).toMatchObject({
        verdict: 'refuse',
        refusal: { reason: 'malformed' },
        close: CLOSE.malformed,
      })
    }
  })

  test('reasons are kebab-case, and a path begins with the room', () => {
    for (const room of ['notes', 'commentary'] as const)
      for (const role of ROLES)
        for (let seed = 1; seed <= 60; seed++) {
          const guarded = begun(room)
          const forger = new Forger(room, 'eve', randomFrom(seed), [3, 7, 8])
          forger.looksAt(guarded.ydoc)
          const verdict = guarded.judge(forger.update(), { name: 'eve', role })
          if (verdict.verdict !== 'refuse') continue
          expect(verdict.refusal.reason).toMatch(/^[a-z]+(-[a-z]+)*$/)
          expect(verdict.refusal.path[0]).toBe(room)
        }
  })
})
