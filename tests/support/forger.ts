import * as Y from 'yjs'
import { KIND, TYPE } from '../../server/sync/guard/parse.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { ROOM_ROOTS } from '../../shared/rooms.ts'
import { comment } from './content.ts'
import type { ForgedContent, ForgedSection, ForgedStruct } from './forge.ts'
import { content, forge } from './forge.ts'
import type { Random } from './random.ts'
import { userId } from './test-access.ts'

type Id = readonly [client: number, clock: number]
type Made = readonly [what: ForgedContent, length: number]

/** A list of structs: a type's children, or what was written under one key. */
interface List {
  parent: string | Id
  sub?: string
  holds: 'blocks' | 'inline' | 'text' | 'attribute' | 'note' | 'nothing'
  ids: Id[]
}

/**
 * Somebody at odds with Yjs: neighbours in any order, clients that lean on one another, things said twice, things left
 * out. Most of it could be allowed; what is refused at once proves little.
 */
export class Forger {
  readonly #room: RoomName
  readonly #name: string
  readonly #random: Random
  readonly #clients: readonly number[]
  #lists: List[] = []
  readonly #clocks = new Map<number, number>()

  constructor(room: RoomName, name: string, random: Random, clients: readonly number[]) {
    this.#room = room
    this.#name = name
    this.#random = random
    this.#clients = clients
  }

  /** Looks at the room as it is, and forgets what he counted on in vain. */
  looksAt(ydoc: Y.Doc): void {
    const lists = new Map<string, List>()
    const list = (parent: string | Id, sub: string | null, holds: List['holds']) => {
      const name = `${parent}/${sub}`
      const known = lists.get(name) ?? { parent, ...(sub === null ? {} : { sub }), holds, ids: [] }
      lists.set(name, known)
      return known
    }
    this.#clocks.clear()
    for (const root of Object.keys(ROOM_ROOTS[this.#room])) {
      if (!this.#writesNotes) list(root, null, 'blocks')
      else for (const who of ['alice', this.#name, this.#name]) list(root, `${userId(who)}:abcdefgh`, 'note')
    }
    for (const [client, structs] of ydoc.store.clients) {
      if (this.#clients.includes(client)) this.#clocks.set(client, Y.getState(ydoc.store, client))
      for (const struct of structs) {
        const item = struct instanceof Y.Item ? struct : null
        const holder = (item?.parent as Y.AbstractType<unknown> | undefined)?._item
        const parent = holder ? ([holder.id.client, holder.id.clock] as const) : this.#rootOf(ydoc, item)
        const { ids } = list(parent, item?.parentSub ?? null, holdsOf(item))
        const { clock } = struct.id
        for (let at = clock; at < clock + Math.min(struct.length, 10); at++) ids.push([client, at])
        if (item?.content instanceof Y.ContentType) {
          list([client, clock], null, holdsIn(item.content.type))
          if (item.content.type instanceof Y.XmlElement) list([client, clock], 'kind', 'attribute')
        }
      }
    }
    this.#lists = [...lists.values()]
  }

  update(): Uint8Array {
    const random = this.#random
    const sections: ForgedSection[] = []
    for (const client of random.chance(0.5) ? this.#clients : this.#clients.toReversed()) {
      if (random.chance(0.4)) continue
      const structs: ForgedStruct[] = []
      // Now and then he begins with what he has sent already, or later than he should.
      const clock = Math.max(
        0,
        (this.#clocks.get(client) ?? 0) + (random.chance(0.05) ? random.below(4) - 2 : 0),
      )
      let next = clock
      for (let n = random.below(4); n >= 0; n--) {
        const list = random.pick(this.#lists)
        const [what, length] = random.chance(0.9) ? this.#fitting(list) : this.#any()
        structs.push(what.kind === KIND.gc ? { content: what } : this.#placed(list, what))
        const { ids } = random.chance(0.95) ? list : random.pick(this.#lists)
        for (let at = next; at < next + length; at++) ids.push([client, at])
        next += length
      }
      sections.push({ client, clock, structs })
      this.#clocks.set(client, next)
    }
    const ids = random.pick(this.#lists).ids
    const [client, clock] = ids.length > 0 ? random.pick(ids) : [0, 0]
    return forge(sections, random.chance(0.3) && ids.length > 0 ? { [client]: [[clock, 1]] } : {})
  }

  get #writesNotes(): boolean {
    return this.#room === 'notes' || this.#room === 'private'
  }

  #rootOf(ydoc: Y.Doc, item: Y.Item | null): string {
    for (const [name, type] of ydoc.share) if (item?.parent === (type as unknown)) return name
    return 'nowhere'
  }

  #placed(list: List, what: ForgedContent): ForgedStruct {
    const random = this.#random
    const { parent, sub } = list
    const key = sub === undefined ? {} : { sub }
    const from = random.chance(0.95) ? list.ids : random.pick(this.#lists).ids
    const origin = from.length > 0 && random.chance(0.8) ? { origin: random.pick(from) } : {}
    const right = from.length > 0 && random.chance(0.4) ? { right: random.pick(from) } : {}
    return { ...origin, ...right, parent, ...key, content: what }
  }

  #fitting({ holds }: List): Made {
    const random = this.#random
    if (random.chance(0.15)) return [content.deleted(2), 2]
    switch (holds) {
      case 'blocks':
        return [content.type(TYPE.xmlElement, 'block'), 1]
      case 'inline':
        return [
          random.chance(0.5) ? content.type(TYPE.xmlText) : content.type(TYPE.xmlElement, 'hardBreak'),
          1,
        ]
      case 'text':
        return random.pick<Made>([
          [content.string('字'), 1],
          [content.string('😀字'), 3],
          [content.format('bold', {}), 1],
          [content.format('bold', null), 1],
        ])
      case 'attribute':
        return random.chance(0.5) ? [content.any('quote'), 1] : [content.any('quote', 'heading'), 2]
      case 'note':
        return random.chance(0.5)
          ? [content.any(comment('偽')), 1]
          : [content.any(comment('偽'), comment('造')), 2]
      default:
        return [content.gc(2), 2]
    }
  }

  #any(): Made {
    return this.#fitting({
      holds: this.#random.pick(['blocks', 'inline', 'text', 'attribute', 'note', 'nothing']),
      parent: '',
      ids: [],
    })
  }
}

function holdsOf(item: Y.Item | null): List['holds'] {
  if (item === null) return 'nothing'
  const parent = item.parent as Y.AbstractType<unknown>
  if (item.parentSub === null) return holdsIn(parent)
  return parent instanceof Y.Map ? 'note' : 'attribute'
}

function holdsIn(type: unknown): List['holds'] {
  if (type instanceof Y.XmlText) return 'text'
  if (type instanceof Y.XmlElement) return type.nodeName === 'block' ? 'inline' : 'nothing'
  return type instanceof Y.XmlFragment ? 'blocks' : 'nothing'
}
