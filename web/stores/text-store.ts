import * as Y from 'yjs'
import {
  type AnchoringRoom,
  type IndexedBlock,
  indexText,
  type KnownBlocks,
  type TextIndex,
} from '../anchoring/text-index.ts'
import { ValueStore } from '../sync/value-store.ts'
import type { TextBlock } from './types.ts'

/** The text as it is now, and what has become of it since the last time. */
export interface TextChange {
  index: TextIndex
  /** Ids of blocks that are new, gone, or other than before. */
  changed: ReadonlySet<string>
}

/** So long are changes gathered; an editor shows them at once by itself. */
const GATHER_MS = 16

/** The blocks of the text, read from the ydoc: after a change only the elements it touched are read again. */
export class TextStore {
  readonly blocks = new ValueStore<readonly TextBlock[]>([])
  readonly #room: AnchoringRoom
  readonly #known: KnownBlocks = new WeakMap()
  readonly #changed: (change: TextChange) => void
  #before = new Map<string, IndexedBlock>()
  #shown = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(room: AnchoringRoom, changed: (change: TextChange) => void) {
    this.#room = room
    this.#changed = changed
    room.ydoc.getXmlFragment(room.name).observeDeep((events) => {
      for (const event of events) this.#forget(event.target as Y.AbstractType<unknown>)
      if (this.#shown) this.#timer ??= setTimeout(() => this.flush(), GATHER_MS)
    })
  }

  /** Before this nothing is read: a text that is half there would be taken for changed. */
  show(): void {
    if (this.#shown) return
    this.#shown = true
    this.#read()
  }

  /** Takes in at once what has been gathered. */
  flush(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#read()
  }

  destroy(): void {
    clearTimeout(this.#timer)
  }

  #forget(target: Y.AbstractType<unknown>): void {
    let at: unknown = target
    while (at instanceof Y.AbstractType) {
      if (at instanceof Y.XmlElement) this.#known.delete(at)
      at = at.parent
    }
  }

  #read(): void {
    const index = indexText(this.#room, this.#known)
    const now = new Map(index.blocks.map((block) => [block.id, block]))
    const changed = new Set<string>()
    for (const [id, block] of now) if (this.#before.get(id) !== block) changed.add(id)
    for (const id of this.#before.keys()) if (!now.has(id)) changed.add(id)
    this.#before = now
    this.#setBlocks(index, changed)
    this.#changed({ index, changed })
  }

  #setBlocks(index: TextIndex, changed: ReadonlySet<string>): void {
    const before = this.blocks.get()
    const known = new Map(before.map((block) => [block.id, block]))
    let number = 0
    const blocks = index.blocks.map((block): TextBlock => {
      const { id, kind, level, indent, text } = block
      const next = { id, kind, level, indent, text, number: kind === 'heading' ? 0 : ++number }
      const same = known.get(id)
      return same && !changed.has(id) && same.number === next.number ? same : next
    })
    const all =
      blocks.length === before.length && blocks.every((block, position) => block === before[position])
    if (!all) this.blocks.set(blocks)
  }
}
