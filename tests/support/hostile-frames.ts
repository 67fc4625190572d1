import * as Y from 'yjs'
import { awarenessFrame, syncFrame } from '../../server/sync/frames.ts'
import { SYNC } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { comment } from './content.ts'
import type { Random } from './random.ts'
import { userId } from './test-access.ts'

/** What somebody honest sends: one frame an edit, and some that are none. */
export class HonestFrames {
  readonly #ydoc: Y.Doc
  readonly #name: string
  readonly #room: RoomName
  readonly #random: Random
  #frames: Uint8Array[] = []

  constructor(room: RoomName, random: Random, ydoc: Y.Doc, name: string) {
    this.#name = name
    this.#room = room
    this.#random = random
    this.#ydoc = ydoc
    this.#ydoc.on('update', (bytes: Uint8Array, origin: unknown) => {
      if (origin !== 'server') this.#frames.push(syncFrame(SYNC.update, bytes))
    })
  }

  frames(): Uint8Array[] {
    const random = this.#random
    this.#frames = []
    if (random.chance(0.1)) this.#frames.push(syncFrame(SYNC.step1, Y.encodeStateVector(this.#ydoc)))
    if (random.chance(0.1)) this.#frames.push(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(this.#ydoc)))
    if (random.chance(0.1))
      this.#frames.push(awarenessFrame([{ client: this.#ydoc.clientID, clock: 1, state: '{"at":"x"}' }]))
    if (this.#room === 'notes' || this.#room === 'private') this.#annotates()
    else this.#drafts()
    return this.#frames
  }

  #annotates(): void {
    const notes = this.#ydoc.getMap('annotations')
    const key = `${userId(this.#name)}:note000${this.#random.below(4)}`
    if (this.#random.chance(0.2)) notes.delete(key)
    else notes.set(key, comment('注'))
  }

  #drafts(): void {
    const random = this.#random
    const fragment = this.#ydoc.getXmlFragment(this.#room)
    const blocks = fragment.toArray() as Y.XmlElement[]
    if (blocks.length < 3) {
      const block = new Y.XmlElement('block')
      block.insert(0, [new Y.XmlText('一二三😀')])
      return fragment.insert(0, [block])
    }
    const block = random.pick(blocks)
    const text = block.get(0)
    if (random.chance(0.05)) fragment.delete(random.below(blocks.length), 1)
    else if (!(text instanceof Y.XmlText) || random.chance(0.1))
      block.setAttribute('kind', random.pick(['quote', 'heading']))
    else if (random.chance(0.3)) text.format(0, text.length, random.pick([{ bold: {} }, { bold: null }]))
    else if (text.length > 20 || random.chance(0.3))
      text.delete(random.below(text.length), Math.min(1, text.length))
    else text.insert(random.below(text.length + 1), '字')
  }
}

/** A frame with a few bytes changed, left out or said twice. */
export function mutated(frame: Uint8Array, random: Random): Uint8Array {
  const bytes = [...frame]
  for (let n = random.below(4); n >= 0; n--) {
    const at = random.below(bytes.length)
    const dice = random.below(6)
    if (dice === 0) bytes[at] = random.below(256)
    else if (dice === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
    else if (dice === 2) bytes.splice(at, 1 + random.below(3))
    else if (dice === 3) bytes.splice(at, 0, random.below(256))
    else if (dice === 4) bytes[at] = ((bytes[at] ?? 0) + random.pick([-1, 1, 127, 128])) & 255
    else bytes.splice(at, 0, ...bytes.slice(at, at + 1 + random.below(8)))
    if (bytes.length === 0) bytes.push(0)
  }
  // The frame and the update say their lengths; most changes would fail there already.
  if (bytes[0] !== 0 || random.chance(0.1)) return Uint8Array.from(bytes)
  const head = frame.length < 130 ? 3 : frame.length < 16_387 ? 4 : 5
  return syncFrame(random.chance(0.1) ? SYNC.step2 : SYNC.update, Uint8Array.from(bytes.slice(head)))
}
