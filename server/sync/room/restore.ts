import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import { BLOCK_NODE } from '../../../shared/blocks.ts'

type Child = Y.XmlElement | Y.XmlText

/**
 * Brings back what a text held then: blocks that are missing now, with their ids, behind those they stood behind; and
 * the text of blocks that have another one now, by the least difference. Blocks that came since stay as they are.
 */
export function restoreBlocks(now: Y.XmlFragment, then: Y.XmlFragment): void {
  const known = blocksByName(now)
  let previous: Y.XmlElement | null = null
  for (const [name, block] of blocksByName(then)) {
    let here: Y.XmlElement | undefined = known.get(name)
    if (here === undefined) {
      here = block.clone()
      now.insertAfter(previous, [here])
    } else restoreChildren(here, block)
    previous = here
  }
}

/** By id. Without one, or with one that another has, a block is known by its content. */
function blocksByName(fragment: Y.XmlFragment): Map<string, Y.XmlElement> {
  const blocks = new Map<string, Y.XmlElement>()
  for (const child of fragment.toArray()) {
    if (!(child instanceof Y.XmlElement) || child.nodeName !== BLOCK_NODE) continue
    const id = `id ${child.getAttribute('id') ?? ''}`
    const name = id === 'id ' || blocks.has(id) ? `content ${signatureOf(child)}` : id
    if (!blocks.has(name)) blocks.set(name, child)
  }
  return blocks
}

function restoreChildren(now: Y.XmlElement, then: Y.XmlElement): void {
  const here = now.toArray() as Child[]
  const wanted = then.toArray() as Child[]
  const [from, end] = difference(here.map(signatureOf), wanted.map(signatureOf))
  const [old, old2] = here.slice(from, here.length - end)
  const [text, text2] = wanted.slice(from, wanted.length - end)
  if (old instanceof Y.XmlText && text instanceof Y.XmlText && old2 === undefined && text2 === undefined)
    return restoreText(old, text)
  const gone = here.length - from - end
  if (gone > 0) now.delete(from, gone)
  const back = wanted.slice(from, wanted.length - end)
  if (back.length > 0)
    now.insert(
      from,
      back.map((child) => child.clone()),
    )
}

interface Unit {
  character: string
  marks: Record<string, unknown>
}

function restoreText(now: Y.XmlText, then: Y.XmlText): void {
  const here = unitsOf(now)
  const wanted = unitsOf(then)
  const [from, end] = difference(here, wanted)
  const gone = here.slice(from, here.length - end)
  if (gone.length > 0) now.delete(lengthOf(here.slice(0, from)), lengthOf(gone))
  let at = lengthOf(here.slice(0, from))
  for (const { character, marks } of runsOf(wanted.slice(from, wanted.length - end))) {
    now.insert(at, character, marks)
    at += character.length
  }
}

/** Whole characters, so that none is torn. */
function unitsOf(text: Y.XmlText): Unit[] {
  return (text.toDelta() as { insert: unknown; attributes?: Unit['marks'] }[]).flatMap(
    ({ insert, attributes = {} }) =>
      typeof insert === 'string' ? [...insert].map((character) => ({ character, marks: attributes })) : [],
  )
}

function runsOf(units: readonly Unit[]): Unit[] {
  const runs: Unit[] = []
  for (const unit of units) {
    const last = runs.at(-1)
    if (last !== undefined && isDeepStrictEqual(last.marks, unit.marks)) last.character += unit.character
    else runs.push({ ...unit })
  }
  return runs
}

function lengthOf(units: readonly Unit[]): number {
  return units.reduce((sum, { character }) => sum + character.length, 0)
}

/** How much two lists have in common at the beginning, and at the end of what is left. */
function difference<T>(one: readonly T[], other: readonly T[]): [from: number, end: number] {
  const most = Math.min(one.length, other.length)
  let from = 0
  while (from < most && isDeepStrictEqual(one[from], other[from])) from++
  let end = 0
  while (end < most - from && isDeepStrictEqual(one.at(-1 - end), other.at(-1 - end))) end++
  return [from, end]
}

function signatureOf(child: Child): string {
  if (child instanceof Y.XmlText) return JSON.stringify(child.toDelta())
  return JSON.stringify([
    child.nodeName,
    child.getAttributes(),
    (child.toArray() as Child[]).map(signatureOf),
  ])
}
