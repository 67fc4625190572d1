import type { RecordId } from '../../../../shared/ids.ts'
import type { Tag } from '../../../stores/types.ts'
import type { PlacedThread } from '../state/notes.ts'

/** One tag on one block, and who put it there. */
export interface BlockChip {
  tag: Tag
  /** Creators, each once, in order of their first tagging. */
  people: readonly string[]
  threads: readonly RecordId[]
}

export function chipsOf(placed: readonly PlacedThread[], tags: ReadonlyMap<RecordId, Tag>): BlockChip[] {
  const chips = new Map<RecordId, { tag: Tag; people: Set<string>; threads: RecordId[] }>()
  for (const { thread } of placed) {
    for (const annotation of [thread.root, ...thread.replies]) {
      for (const id of annotation.tags) {
        const tag = tags.get(id)
        if (!tag) continue
        const chip = chips.get(id) ?? { tag, people: new Set<string>(), threads: [] }
        chips.set(id, chip)
        chip.people.add(annotation.creator)
        if (!chip.threads.includes(thread.id)) chip.threads.push(thread.id)
      }
    }
  }
  return [...chips.values()]
    .map(({ tag, people, threads }) => ({ tag, people: [...people], threads }))
    .sort((a, b) => b.people.length - a.people.length)
}

const HAN = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[\ud800-\udbff][\udc00-\udfff]/
/** Initials on a chip; who more has put it there is counted. */
export const MOST_INITIALS = 3

/** The width a chip takes, in pixels; a little generous, so that a row is never cut. */
function chipWidth(label: string, people: number): number {
  const letters = [...label].reduce((sum, letter) => sum + (HAN.test(letter) ? 12.5 : 7.5), 0)
  return (
    36 + Math.min(letters, 160) + Math.min(people, MOST_INITIALS) * 15 + (people > MOST_INITIALS ? 16 : 0)
  )
}

/** The chips that fit into one row, and how many don't. The row never grows: the text below must not move. */
export function fitChips(
  chips: readonly BlockChip[],
  width: number,
): { shown: readonly BlockChip[]; rest: readonly BlockChip[] } {
  const gap = 6
  const more = 40
  let used = 0
  for (let index = 0; index < chips.length; index++) {
    const chip = chips[index]
    if (!chip) break
    used += chipWidth(chip.tag.label, chip.people.length) + gap
    const room = index === chips.length - 1 ? width + gap : width - more
    if (used > room) return { shown: chips.slice(0, index), rest: chips.slice(index) }
  }
  return { shown: chips, rest: [] }
}
