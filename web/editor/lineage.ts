import { Extension } from '@tiptap/core'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { BLOCK_NODE } from '../../shared/blocks.ts'
import type { BlockAttributes } from './schema.ts'

/** What an own edit left to be set on the block at this index. */
export interface Repair {
  index: number
  attributes: Partial<BlockAttributes>
}

/** A block as lineage sees it; order is the document's. */
export interface Kin {
  id: string | null
  from: string | null
  merged: string | null
  kind: string | null
  level: number | null
  indent: number | null
}

/**
 * Ids and ancestry after an own edit, from the blocks before and after it (and where each old block's start went).
 * The first of two blocks with one id keeps it; the other is new and remembers the block it was split `from`. A block
 * that vanished into another is added to that one's `merged`, so that anchors can follow it.
 */
export function repairLineage(
  before: readonly Kin[],
  after: readonly Kin[],
  joined: ReadonlyMap<string, number>,
  newId: () => string,
): Repair[] {
  const known = new Set(before.map((block) => block.id))
  const seen = new Set<string>()
  const repairs: Repair[] = []
  after.forEach((block, index) => {
    const attributes: Partial<BlockAttributes> = {}
    if (block.id === null || seen.has(block.id)) {
      attributes.id = newId()
      // A pasted block may bring an id along that is nobody's here: then there is no ancestor either.
      const from = block.id !== null && known.has(block.id) ? block.id : null
      if (block.from !== from) attributes.from = from
      if (block.merged !== null) attributes.merged = null
    } else seen.add(block.id)
    if (block.kind === null) attributes.kind = 'paragraph'
    if (block.level === null) attributes.level = 0
    if (block.indent === null) attributes.indent = 0
    if (Object.keys(attributes).length > 0) repairs.push({ index, attributes })
  })
  for (const lost of before) {
    const heir = lost.id === null || seen.has(lost.id) ? undefined : joined.get(lost.id)
    const block = heir === undefined ? undefined : after[heir]
    if (heir === undefined || !block || lost.id === null || block.id === null || block.id === lost.id)
      continue
    const repair = repairs.find((one) => one.index === heir) ?? { index: heir, attributes: {} }
    if (!repairs.includes(repair)) repairs.push(repair)
    const ids = (repair.attributes.merged ?? block.merged ?? '').split(' ').filter(Boolean)
    const added = [lost.id, ...(lost.merged ?? '').split(' ').filter(Boolean)]
    // Bounded: the youngest ancestors are the ones that anchors still ask for.
    repair.attributes.merged = [...new Set([...ids, ...added])].slice(-20).join(' ')
  }
  return repairs
}

/** Keeps ids and ancestry of what this editor changes. Others' changes, undo and the first sync are never touched. */
export const Lineage = Extension.create<{ newId: () => string }>({
  name: 'lineage',
  addOptions() {
    return { newId: () => '' }
  },
  addProseMirrorPlugins() {
    const { newId } = this.options
    return [
      new Plugin({
        key: new PluginKey('lineage'),
        appendTransaction: (transactions, before, after) => {
          if (!transactions.some((tr) => tr.docChanged) || transactions.some(isFromYjs)) return null
          const joined = heirs(before.doc, after.doc, transactions)
          const repairs = repairLineage(kin(before.doc), kin(after.doc), joined, newId)
          if (repairs.length === 0) return null
          const tr = after.tr
          for (const { index, attributes } of repairs) {
            const node = after.doc.child(index)
            tr.setNodeMarkup(startOf(after.doc, index), undefined, { ...node.attrs, ...attributes })
          }
          return tr
        },
      }),
    ]
  },
})

function isFromYjs(tr: Transaction): boolean {
  return tr.getMeta(ySyncPluginKey) !== undefined
}

function kin(doc: ProseMirrorNode): Kin[] {
  return doc.children.filter((node) => node.type.name === BLOCK_NODE).map((node) => node.attrs as Kin)
}

function startOf(doc: ProseMirrorNode, index: number): number {
  let at = 0
  for (let i = 0; i < index; i++) at += doc.child(i).nodeSize
  return at
}

/** For each block that had text: the block in which its first surviving character is now. */
function heirs(
  before: ProseMirrorNode,
  after: ProseMirrorNode,
  transactions: readonly Transaction[],
): Map<string, number> {
  const stays = new Set(after.children.map((node) => node.attrs.id))
  const found = new Map<string, number>()
  before.forEach((node, offset) => {
    const id = node.attrs.id
    if (typeof id !== 'string' || stays.has(id) || node.content.size === 0) return
    const place = survivor(offset + 1, offset + 1 + node.content.size, transactions)
    if (place !== null) found.set(id, after.resolve(place).index(0))
  })
  return found
}

/** Where the last character of a range went; null when it is gone (nothing of the block survived to its end). */
function survivor(from: number, to: number, transactions: readonly Transaction[]): number | null {
  for (const edge of [to - 1, from]) {
    let at = edge
    let alive = true
    for (const tr of transactions) {
      const result = tr.mapping.mapResult(at, 1)
      alive &&= !result.deletedAfter
      at = result.pos
    }
    if (alive) return at
  }
  return null
}
