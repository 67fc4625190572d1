import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { edit } from '../proof/editing.ts'
import { HeadlessEditor } from '../proof/headless-editor.ts'
import { emptyRoom, GuardedRoom } from '../support/guarded-room.ts'
import type { Writer } from '../support/honest-session.ts'
import type { Random } from '../support/random.ts'
import { randomFrom } from '../support/random.ts'
import { RescueWatch } from '../support/rescue-watch.ts'
import { TextRoom } from '../support/text-room.ts'

/** Somebody at the product's own editor, who hears of the others when it pleases the network. */
class Desk implements Writer {
  readonly sender
  readonly ydoc = emptyRoom('text')
  readonly editor: HeadlessEditor
  toServer: Uint8Array[] = []
  toHim: Uint8Array[] = []
  #ids = 0

  constructor(name: string, server: GuardedRoom, client: number, watch: RescueWatch) {
    this.sender = { name, role: 'editor' } as const
    this.ydoc.clientID = client
    Y.applyUpdate(this.ydoc, Y.encodeStateAsUpdate(server.ydoc), 'server')
    this.ydoc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.local) watch.acted(this, transaction)
    })
    this.ydoc.on('update', (bytes: Uint8Array, origin: unknown) => {
      if (origin === 'server') return
      this.toServer.push(bytes)
      watch.sent(this, bytes)
    })
    this.editor = new HeadlessEditor(
      this.ydoc.getXmlFragment('text'),
      () => `${name}-${client}-${String(++this.#ids).padStart(4, '0')}`,
    )
  }
}

/** What three people and one more tab come to. */
function session(random: Random, watch: RescueWatch): { refused: string[]; done: string[] } {
  const server = new GuardedRoom('text')
  const lines = new TextRoom(['甲乙丙丁', '子丑寅卯', '天地玄黃'])
  server.take(Y.encodeStateAsUpdate(lines.ydoc), { name: 'system', role: 'owner' })
  let words = 0
  const word = () => String.fromCharCode(0x5000 + words++)
  const desks = ['alice', 'bob', 'carol', 'alice'].map((name, n) => new Desk(name, server, 100 + n, watch))
  const refused: string[] = []
  const done: string[] = []

  function carries(desk: Desk): void {
    const news = desk.toHim.shift()
    if (news !== undefined && random.chance(0.5)) return Y.applyUpdate(desk.ydoc, news, 'server')
    if (news !== undefined) desk.toHim.unshift(news)
    const bytes = desk.toServer.shift()
    if (bytes === undefined) return
    const rows = server.rows.length
    const verdict = watch.takes(server, desk, bytes)
    if (verdict.verdict !== 'accept') refused.push(JSON.stringify(verdict))
    const row = server.rows[rows]
    if (row !== undefined) for (const other of desks) if (other !== desk) other.toHim.push(row)
  }
  for (let step = 0; step < 50; step++) {
    const desk = random.pick(desks)
    const dice = random.below(10)
    if (dice === 0) desk.editor.undo.undo()
    else if (dice === 1) desk.editor.undo.redo()
    else done.push(`${desk.sender.name} ${edit(desk.editor, random, word, true)}`)
    for (let n = random.below(4); n > 0; n--) carries(random.pick(desks))
  }
  while (desks.some(({ toServer, toHim }) => toServer.length + toHim.length > 0))
    for (const desk of desks) carries(desk)
  for (const desk of desks) desk.editor.destroy()
  return { refused, done }
}

test('[R1] [R2] at the product’s own editor exactly what nobody had seen go is kept', () => {
  let swallowed = 0
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed)
    const watch = new RescueWatch(random)
    const { refused, done } = session(random, watch)
    expect(refused, `seed ${seed}`).toEqual([])
    expect(watch.wrong, `seed ${seed}: ${done.join('\n')}`).toEqual([])
    swallowed += watch.swallowed
  }
  expect(swallowed).toBeGreaterThan(50)
})

test('[R2] one alone is told of nothing, whatever he does', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = randomFrom(seed)
    const watch = new RescueWatch(random)
    const server = new GuardedRoom('text')
    server.take(Y.encodeStateAsUpdate(new TextRoom(['甲乙丙丁', '子丑寅卯']).ydoc), {
      name: 'system',
      role: 'owner',
    })
    const desk = new Desk('alice', server, 100, watch)
    let words = 0
    for (let step = 0; step < 40; step++) {
      if (random.chance(0.2)) desk.editor.undo.undo()
      else edit(desk.editor, random, () => String.fromCharCode(0x5000 + words++), true)
      for (const bytes of desk.toServer.splice(0)) {
        watch.takes(server, desk, bytes)
        expect(server.rescue?.pieces ?? [], `seed ${seed}`).toEqual([])
      }
    }
    desk.editor.destroy()
  }
})
