import * as Y from 'yjs'
import type { AnchoringRoom } from '../../web/anchoring/text-index.ts'

/** A text room without a server, changed as an editor changes it: "|" in a line is a hard break. */
export class TextRoom implements AnchoringRoom {
  readonly name = 'text'
  readonly epoch: string
  readonly ydoc = new Y.Doc()
  #made = 0

  constructor(lines: readonly string[] = [], epoch = 'epoch-1') {
    this.epoch = epoch
    this.fragment.push(lines.map((line) => this.#block(line)))
  }

  /** Another replica of the same text. */
  fork(): TextRoom {
    const other = new TextRoom([], this.epoch)
    Y.applyUpdate(other.ydoc, Y.encodeStateAsUpdate(this.ydoc))
    other.#made = this.#made + 1_000
    return other
  }
  merge(other: TextRoom): void {
    Y.applyUpdate(this.ydoc, Y.encodeStateAsUpdate(other.ydoc))
    Y.applyUpdate(other.ydoc, Y.encodeStateAsUpdate(this.ydoc))
  }

  get fragment(): Y.XmlFragment {
    return this.ydoc.getXmlFragment('text')
  }
  block(position: number): Y.XmlElement {
    return this.fragment.get(position) as Y.XmlElement
  }
  id(position: number): string {
    return this.block(position).getAttribute('id') as string
  }

  insert(position: number, offset: number, text: string): void {
    const { inline, at } = this.#inlineAt(position, offset)
    inline.insert(at, text)
  }
  delete(position: number, offset: number, length: number): void {
    const { inline, at } = this.#inlineAt(position, offset)
    inline.delete(at, length)
  }
  deleteBlock(position: number): void {
    this.fragment.delete(position, 1)
  }
  addBlock(position: number, text: string): void {
    this.fragment.insert(position, [this.#block(text)])
  }
  setKind(position: number, kind: string): void {
    this.block(position).setAttribute('kind', kind)
  }
  /** The first half keeps element and id; the second is a new element that remembers where it comes from. */
  split(position: number, offset: number): void {
    this.ydoc.transact(() => {
      const { inline, at } = this.#inlineAt(position, offset)
      const rest = inline.toString().slice(at)
      inline.delete(at, rest.length)
      const half = this.#block(rest)
      half.setAttribute('from', this.id(position))
      this.fragment.insert(position + 1, [half])
    })
  }
  /** Appends a block to the one before it, which remembers it. */
  join(position: number): void {
    this.ydoc.transact(() => {
      const lost = this.block(position)
      const heir = this.block(position - 1)
      const text = (lost.get(0) as Y.XmlText).toString()
      const id = this.id(position)
      const merged = [heir.getAttribute('merged') ?? '', id, lost.getAttribute('merged') ?? '']
      heir.setAttribute('merged', merged.join(' ').split(' ').filter(Boolean).join(' '))
      this.fragment.delete(position, 1)
      const end = heir.get(heir.length - 1) as Y.XmlText
      end.insert(end.length, text)
    })
  }

  #block(line: string): Y.XmlElement {
    const block = new Y.XmlElement('block')
    const id = `block-${String(++this.#made).padStart(6, '0')}`
    const attributes = { id, kind: 'paragraph', level: 0, indent: 0 }
    for (const [name, value] of Object.entries(attributes)) block.setAttribute(name, value as string)
    const parts = line
      .split('|')
      .flatMap((text, n): (Y.XmlText | Y.XmlElement)[] =>
        n === 0 ? [new Y.XmlText(text)] : [new Y.XmlElement('hardBreak'), new Y.XmlText(text)],
      )
    block.insert(0, parts)
    return block
  }
  #inlineAt(position: number, offset: number): { inline: Y.XmlText; at: number } {
    let at = offset
    for (const inline of this.block(position).toArray()) {
      const length = inline instanceof Y.XmlText ? inline.length : 1
      if (inline instanceof Y.XmlText && at <= length) return { inline, at }
      at -= length
    }
    throw new Error(`no text at ${position}/${offset}`)
  }
}
