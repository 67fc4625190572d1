import * as Y from 'yjs'
import { LIMITS } from '../../../shared/limits.ts'
import { ConflictBudget } from './conflicts.ts'
import { Effort } from './effort.ts'
import type { Novel, NovelSection, ParentType } from './novel.ts'
import { isNovel, isNovelType, novelAt } from './novel.ts'
import { Incomplete, Malformed, Refused } from './outcomes.ts'
import type { DeleteSection, Id, ParsedUpdate } from './parse.ts'
import type { Policy } from './policy/question.ts'
import { DROP } from './policy/question.ts'
import type { DeletedRange } from './ranges.ts'
import { withRanges } from './ranges.ts'
import { novelSections } from './sections.ts'
import type { StoreStruct, YType } from './store.ts'
import { indexAt, isWhole, stateOf, storedAt, typeRefOf } from './store.ts'
import type { GuardContext } from './verdict.ts'
import { COST, Work } from './work.ts'

/**
 * Finds out, without applying anything, where each new struct of an update would take effect, as Yjs would
 * (src/structs/Item.js, getMissing and integrate) or stricter, and asks the policy about each.
 */

interface Info {
  root: string
  depth: number
  ref: number
  name: string | null
}

const MAX_DEPTH = 16

export interface Resolved {
  /** In the order in which Yjs integrates them, and writes them. */
  sections: NovelSection[]
  deletions: DeleteSection[]
  claims: number[]
  /** In causal order. */
  dead: readonly Novel[]
}

/** `steps`: how far Yjs may have to walk to find the places of all structs together. */
export function resolve(
  ydoc: Y.Doc,
  parsed: ParsedUpdate,
  context: GuardContext,
  policy: Policy,
  work: Work = new Work(),
  steps: number = LIMITS.conflictSteps,
): Resolved {
  if (!isWhole(ydoc)) throw new Error('room has pending structs')
  const { sections, claims } = novelSections(ydoc, parsed, context)
  const byClient = new Map(sections.map((section) => [section.client, section]))
  const effort = new Effort(ydoc, byClient, work)
  const budget = new ConflictBudget(ydoc, steps, (struct) => effort.cut(struct))
  const resolver = new Resolver(ydoc, context, policy, byClient, budget, effort)
  resolver.structs(sections)
  work.spend((steps - budget.left) * COST.step)
  return { sections, claims, deletions: resolver.deletions(parsed.deletions), dead: resolver.dead }
}

class Resolver {
  readonly #ydoc: Y.Doc
  readonly #context: GuardContext
  readonly #policy: Policy
  readonly #byClient: Map<number, NovelSection>
  readonly #infos = new Map<ParentType, Info>()
  readonly #budget: ConflictBudget
  readonly #effort: Effort
  readonly #overwritten: DeletedRange[] = []
  readonly dead: Novel[] = []

  constructor(
    ydoc: Y.Doc,
    context: GuardContext,
    policy: Policy,
    byClient: Map<number, NovelSection>,
    budget: ConflictBudget,
    effort: Effort,
  ) {
    this.#ydoc = ydoc
    this.#context = context
    this.#policy = policy
    this.#byClient = byClient
    this.#budget = budget
    this.#effort = effort
  }

  /** In causal order, iteratively: a cycle would be pending in Yjs for ever. */
  structs(sections: NovelSection[]): void {
    for (const first of sections) {
      const stack = [first]
      first.onStack = true
      for (let section = stack.at(-1); section !== undefined; section = stack.at(-1)) {
        const struct = section.structs[section.next]
        if (struct === undefined || (section.wanted !== undefined && struct.clock > section.wanted)) {
          section.onStack = false
          section.wanted = undefined
          stack.pop()
          continue
        }
        const needed = this.#needed(struct)
        if (needed === null) {
          this.#authorise(struct)
          section.next++
          continue
        }
        if (needed.section.onStack) throw new Malformed('dependency-cycle')
        needed.section.onStack = true
        needed.section.wanted = needed.clock
        stack.push(needed.section)
      }
    }
  }

  #needed(struct: Novel): { section: NovelSection; clock: number } | null {
    if (struct.content.kind === 'gc') return null
    const parent = struct.parent !== null && 'id' in struct.parent ? struct.parent.id : null
    return (
      this.#neededAt(struct, struct.origin) ??
      this.#neededAt(struct, struct.rightOrigin) ??
      this.#neededAt(struct, parent)
    )
  }

  #neededAt(struct: Novel, id: Id | null): { section: NovelSection; clock: number } | null {
    if (id === null) return null
    // What its own client has written before is there.
    if (id.client === struct.client && id.clock < struct.clock) return null
    if (id.clock < stateOf(this.#ydoc, id.client)) return null
    if (id.client === struct.client) throw new Malformed('self-reference')
    const section = this.#byClient.get(id.client)
    if (section === undefined || id.clock >= section.end) throw new Incomplete('missing-dependency')
    return novelAt(section, id.clock).done ? null : { section, clock: id.clock }
  }

  #lookup(id: Id): StoreStruct | Novel {
    const stored = storedAt(this.#ydoc, id.client, id.clock)
    if (stored !== null) return stored
    return novelAt(this.#byClient.get(id.client) as NovelSection, id.clock)
  }

  #authorise(struct: Novel): void {
    struct.done = true
    const { type, sub, left, right } = this.#locate(struct)
    if (type === null) {
      struct.dead = true
      if (!this.#policy.writes) throw new Refused('read-only', [this.#context.room])
      this.dead.push(struct)
      return
    }
    const info = this.#info(type)
    const { content, length } = struct
    if (content.kind === 'skip') throw new Malformed('skip')
    const reason = this.#policy.insert({
      ydoc: this.#ydoc,
      root: info.root,
      depth: info.depth,
      parentRef: info.ref,
      parentName: info.name,
      sub,
      content,
      length,
    })
    if (reason !== null) throw new Refused(reason, pathOf(this.#context.room, info.root, sub))
    // A value is written after the one before it, and before none; else the order of arrival would say which one counts.
    if (sub !== null && right !== null)
      throw new Refused('bad-structure', pathOf(this.#context.room, info.root, sub))
    this.#budget.spend({ struct, left, right, type, sub })
    // Of several values under one key the last one is the value. Yjs itself never has the others undeleted, and throws
    // when somebody cuts such a struct and somebody else deletes what it belongs to.
    if (sub !== null && length > 1 && content.kind === 'any')
      this.#overwritten.push([struct.client, struct.clock, length - 1])
    struct.parentType = type
    struct.parentSub = sub
    if (content.kind === 'type') {
      struct.ownType = { novel: struct }
      this.#infos.set(struct.ownType, {
        root: info.root,
        depth: info.depth + 1,
        ref: content.ref,
        name: content.name,
      })
    }
  }

  /**
   * Where a struct takes effect. Type null: nowhere. Then it is garbage, which only occupies clocks of a clientID that is
   * this user's own; whoever may write here at all may do that.
   */
  #locate(struct: Novel): Place {
    if (struct.content.kind === 'gc') return NOWHERE
    const left = struct.origin === null ? null : this.#lookup(struct.origin)
    const right = struct.rightOrigin === null ? null : this.#lookup(struct.rightOrigin)
    if (left === null && right === null) return this.#locateByParent(struct)
    const one = left ?? (right as NonNullable<Neighbour>)
    const other = right ?? one
    const type = homeOf(one)
    const sub = type === null ? null : subOf(one)
    // One neighbour alive and one garbage is no honest struct either: neighbours live and die with their parent. Yjs drops
    // it, but not where the same update is applied together with the deletion, and both would go on differing.
    if (type !== homeOf(other) || (type !== null && sub !== subOf(other)))
      throw new Refused('origins-disagree', [this.#context.room])
    return { type, sub, left, right }
  }

  #locateByParent(struct: Novel): Place {
    const parent = struct.parent as NonNullable<Novel['parent']>
    if ('root' in parent) {
      const root = this.#ydoc.share.get(parent.root)
      if (root === undefined)
        throw new Refused('unknown-root', [this.#context.room, parent.root.slice(0, 40)])
      return { type: root as YType, sub: struct.sub, left: null, right: null }
    }
    const holder = this.#lookup(parent.id)
    if (isNovel(holder)) {
      if (holder.dead || holder.content.kind === 'deleted') return NOWHERE
      if (holder.ownType === null) throw new Malformed('parent-not-a-type')
      return { type: holder.ownType, sub: struct.sub, left: null, right: null }
    }
    if (holder instanceof Y.GC || holder.content instanceof Y.ContentDeleted) return NOWHERE
    if (!(holder.content instanceof Y.ContentType)) throw new Malformed('parent-not-a-type')
    return { type: holder.content.type as YType, sub: struct.sub, left: null, right: null }
  }

  #info(type: ParentType): Info {
    const known = this.#infos.get(type)
    if (known !== undefined) return known
    if (isNovelType(type)) throw new Error('novel type without info')
    const item = type._item
    let info: Info
    if (item === null) {
      const root = rootNameOf(this.#ydoc, type)
      if (root === undefined) throw new Refused('unknown-root', [this.#context.room])
      info = { root, depth: 0, ref: typeRefOf(type), name: null }
    } else {
      const parent = this.#info(item.parent as YType)
      info = {
        root: parent.root,
        depth: parent.depth + 1,
        ref: typeRefOf(type),
        name: type instanceof Y.XmlElement ? type.nodeName : null,
      }
    }
    if (info.depth > MAX_DEPTH) throw new Malformed('too-deep')
    this.#infos.set(type, info)
    return info
  }

  /** Only what really deletes something needs permission and is kept; a step 2 carries a client's whole delete set. */
  deletions(asked: DeleteSection[]): DeleteSection[] {
    const kept: DeleteSection[] = []
    for (const { client, ranges } of withRanges(asked, this.#overwritten)) {
      const stored = stateOf(this.#ydoc, client)
      const section = this.#byClient.get(client)
      const known = section?.end ?? stored
      const out: DeleteSection['ranges'] = []
      const hint = { index: 0 }
      const keep = (from: number, to: number) => {
        const last = out.at(-1)
        if (last !== undefined && last[0] + last[1] === from) last[1] += to - from
        else out.push([from, to - from])
      }
      for (const [clock, length] of ranges) {
        const end = clock + length
        if (end > known) throw new Incomplete('deletion-of-unknown')
        if (clock < stored) this.#storedDeletions(client, clock, Math.min(end, stored), hint, keep)
        if (end > stored) this.#novelDeletions(section as NovelSection, Math.max(clock, stored), end, keep)
      }
      if (out.length > 0) kept.push({ client, ranges: out })
    }
    return kept
  }

  #storedDeletions(
    client: number,
    from: number,
    to: number,
    hint: { index: number },
    keep: (from: number, to: number) => void,
  ): void {
    const structs = this.#ydoc.store.clients.get(client) as StoreStruct[]
    for (let i = indexAt(structs, from, hint.index); i < structs.length; i++) {
      const struct = structs[i] as StoreStruct
      if (struct.id.clock >= to) break
      hint.index = i
      if (struct.deleted || struct instanceof Y.GC) continue
      this.#effort.delete(struct, structs.length - i, from, to)
      const info = this.#info(struct.parent as YType)
      if (this.#mayRemove(info, struct.parentSub, struct.content instanceof Y.ContentFormat)) {
        keep(Math.max(from, struct.id.clock), Math.min(to, struct.id.clock + struct.length))
      }
    }
  }

  #novelDeletions(
    section: NovelSection,
    from: number,
    to: number,
    keep: (from: number, to: number) => void,
  ): void {
    for (let clock = from; clock < to; ) {
      const struct = novelAt(section, clock)
      const end = Math.min(to, struct.clock + struct.length)
      if (!struct.dead && struct.content.kind !== 'deleted' && struct.parentType !== null) {
        if (clock > struct.clock || end < struct.clock + struct.length) this.#effort.cut(struct)
        const info = this.#info(struct.parentType)
        if (this.#mayRemove(info, struct.parentSub, struct.content.kind === 'format')) keep(clock, end)
      }
      clock = end
    }
  }

  #mayRemove(info: Info, sub: string | null, format: boolean): boolean {
    const reason = this.#policy.remove({
      ydoc: this.#ydoc,
      root: info.root,
      depth: info.depth,
      parentRef: info.ref,
      parentName: info.name,
      sub,
      format,
    })
    if (reason === null) return true
    if (reason === DROP) return false
    throw new Refused(reason, pathOf(this.#context.room, info.root, sub))
  }
}

type Neighbour = StoreStruct | Novel | null
interface Place {
  type: ParentType | null
  sub: string | null
  left: Neighbour
  right: Neighbour
}
const NOWHERE: Place = { type: null, sub: null, left: null, right: null }

/** The type that a struct lives in; null for garbage. */
function homeOf(struct: StoreStruct | Novel): ParentType | null {
  if (isNovel(struct)) return struct.dead ? null : struct.parentType
  return struct instanceof Y.GC ? null : (struct.parent as YType)
}
/** The key that it was written under; null in a list. */
function subOf(struct: StoreStruct | Novel): string | null {
  return struct instanceof Y.GC ? null : struct.parentSub
}

function rootNameOf(ydoc: Y.Doc, type: YType): string | undefined {
  for (const [name, root] of ydoc.share) if (root === (type as unknown)) return name
  return undefined
}

function pathOf(room: string, root: string, sub: string | null): string[] {
  const path = room === root ? [room] : [room, root]
  return sub === null ? path : [...path, sub]
}
