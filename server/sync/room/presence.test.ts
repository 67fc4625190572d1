import { describe, expect, test } from 'vitest'
import { Presence } from './presence.ts'

const alice = { id: 'alice00000000000', name: '愛麗絲', role: 'owner' }
const at = (milliseconds: number) => new Date(1_750_000_000_000 + milliseconds)

describe('[S10] presence', () => {
  test('carries the identity that the server knows', () => {
    const presence = new Presence<string>()
    presence.announce('socket', 7)
    expect(presence.update('socket', '{"at":3,"user":{"name":"Bob"},"__proto__":{"x":1}}', alice)).toBeNull()
    const [entry] = presence.takeChanges(at(0))
    expect(entry?.client).toBe(7)
    expect(JSON.parse(entry?.state ?? '')).toMatchObject({ at: 3, user: alice })
  })

  test('of a connection that has not said which clientID it is stays unseen', () => {
    const presence = new Presence<string>()
    expect(presence.update('socket', '{}', alice)).toBeNull()
    expect(presence.waiting).toBe(false)
  })

  test('is told once a round, the last state of each', () => {
    const presence = new Presence<string>()
    presence.announce('socket', 7)
    for (const n of [1, 2, 3]) presence.update('socket', `{"at":${n}}`, alice)
    expect(presence.takeChanges(at(0)).map((entry) => JSON.parse(entry.state).at)).toEqual([3])
    expect(presence.takeChanges(at(40))).toEqual([])
  })

  test('has clocks that only grow: over leaving, coming back, a restart, and rounds within one tick', () => {
    const clocks: number[] = []
    const round = (presence: Presence<string>, now: Date) =>
      clocks.push(...presence.takeChanges(now).map((entry) => entry.clock))
    const presence = new Presence<string>()
    presence.announce('first', 7)
    presence.update('first', '{}', alice)
    round(presence, at(0))
    presence.update('first', '{"at":1}', alice)
    round(presence, at(1))
    presence.leave('first')
    round(presence, at(40))
    presence.announce('second', 7)
    presence.update('second', '{}', alice)
    round(presence, at(80))
    const restarted = new Presence<string>()
    restarted.announce('third', 7)
    restarted.update('third', '{}', alice)
    round(restarted, at(1_000))
    expect(clocks).toHaveLength(5)
    expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b))
  })

  test('of who has left is over', () => {
    const presence = new Presence<string>()
    presence.announce('socket', 7)
    presence.update('socket', '{}', alice)
    presence.takeChanges(at(0))
    expect(presence.all()).toHaveLength(1)
    presence.leave('socket')
    expect(presence.all()).toEqual([])
    expect(presence.takeChanges(at(40))).toMatchObject([{ client: 7, state: 'null' }])
    expect(presence.waiting).toBe(false)
  })

  test('goes over to a second connection under the same clientID, and stays when the first one leaves', () => {
    const presence = new Presence<string>()
    presence.announce('dead', 7)
    presence.update('dead', '{"at":1}', alice)
    presence.announce('alive', 7)
    presence.update('alive', '{"at":2}', alice)
    presence.update('dead', '{"at":3}', alice)
    presence.leave('dead')
    expect(presence.takeChanges(at(0)).map((entry) => JSON.parse(entry.state).at)).toEqual([2])
    expect(presence.clientOf('dead')).toBeUndefined()
  })
})
