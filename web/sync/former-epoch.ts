import * as Y from 'yjs'
import { BLOCK_NODE } from '../../shared/blocks.ts'
import { recordRule } from '../../shared/record-rules.ts'
import { ROOM_ROOTS } from '../../shared/rooms.ts'
import type { RescuedText, RoomPath } from './local-schema.ts'
import { blockText, labelsFor, type UnsentContent } from './unsent-content.ts'

/**
 * What a former epoch's replica holds and the new one lacks, when the server came back from an older backup: one's own
 * records that are missing or older now, and blocks that read otherwise. What is the same is left out.
 */
export function compareFormer(former: Y.Doc, now: Y.Doc, path: RoomPath, writes: boolean): UnsentContent {
  const content: UnsentContent = { values: {}, texts: [], labels: {} }
  if (!writes) return content
  for (const [root, kind] of Object.entries(ROOM_ROOTS[path.room])) {
    if (kind === 'map') compareRecords(root, former, now, path.userId, content.values)
    else content.texts.push(...compareBlocks(former.getXmlFragment(root), now.getXmlFragment(root)))
  }
  content.labels = labelsFor(former, content.values)
  return content
}

function compareRecords(
  root: string,
  former: Y.Doc,
  now: Y.Doc,
  userId: string,
  values: Record<string, unknown>,
): void {
  const there = now.getMap(root)
  for (const [key, value] of former.getMap(root)) {
    // The most that any role may do: whether one may today is asked when it is sent again.
    if (recordRule(root, key, userId, 'owner') === null) continue
    const known = there.get(key)
    if (known === undefined || revOf(known) < revOf(value)) values[`${root}/${key}`] = value
  }
}

function compareBlocks(former: Y.XmlFragment, now: Y.XmlFragment): RescuedText[] {
  const there = new Map(blocksOf(now))
  return blocksOf(former).flatMap(([blockId, here]) => {
    const text = there.get(blockId)
    if (text === here || here === '') return []
    return [{ blockId, here, ...(text === undefined ? {} : { there: text }) }]
  })
}

function blocksOf(fragment: Y.XmlFragment): [id: string, text: string][] {
  return fragment
    .toArray()
    .filter((child): child is Y.XmlElement => child instanceof Y.XmlElement && child.nodeName === BLOCK_NODE)
    .map((block) => [String(block.getAttribute('id') ?? ''), blockText(block)])
}

/** Records without a `rev` are never newer than one another. */
export function revOf(value: unknown): number {
  const rev = (value as { rev?: unknown } | null | undefined)?.rev
  return typeof rev === 'number' ? rev : 0
}
