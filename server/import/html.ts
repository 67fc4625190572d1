import type { DefaultTreeAdapterTypes } from 'parse5'
import { defaultTreeAdapter, parse, parseFragment } from 'parse5'
import { HEADING_LEVELS, MAX_INDENT } from '../../shared/blocks.ts'
import type { Draft, Marks, Run } from './draft.ts'
import { splitRuns, trimRuns, Unreadable } from './draft.ts'
import { BREAK, collapse, keepSpace, withLink } from './inline.ts'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

/** HTML's own rules can make far more elements than there are tags, and nest them; a page of a text's size has few. */
const MOST_ELEMENTS = 200_000
const DEEPEST = 1_000

/** An internal subset holds declarations of entities; none is ever resolved, and it must not show as text. */
const SUBSET_OPENS = /^\s*(?:<\?xml[^>]*>\s*)?<!doctype[^>[]*\[/i
const SUBSET_CLOSES = /\]\s*>/

/** What has no text, or none to read. */
const SKIPPED = new Set(
  'script style template noscript head iframe object embed svg audio video canvas select'.split(' '),
)
const BLOCKS = new Set(
  'html body p div section article main aside header footer nav h1 h2 h3 h4 h5 h6 blockquote ul ol li dl dt dd pre figure figcaption table caption thead tbody tfoot tr address center details summary fieldset legend form hr hgroup'.split(
    ' ',
  ),
)
const MARKS_OF: Record<string, Marks> = {
  b: { bold: true },
  strong: { bold: true },
  i: { italic: true },
  em: { italic: true },
  u: { underline: true },
  ins: { underline: true },
  s: { strike: true },
  strike: { strike: true },
  del: { strike: true },
}

/** What an element hands down to its text. */
interface Context {
  kind: Draft['kind']
  level: number
  lists: number
  quotes: number
  marks: Marks
  pre: boolean
  /** The list item that this is the inside of; only its first block wears its mark. */
  item: { kind: 'bullet' | 'ordered'; used: boolean } | null
  list: 'bullet' | 'ordered'
}
const OUTSIDE: Context = {
  kind: 'paragraph',
  level: 0,
  lists: 0,
  quotes: 0,
  marks: {},
  pre: false,
  item: null,
  list: 'bullet',
}

/** A page's blocks and its title. Unknown elements are transparent: what they contain is read. */
export function htmlToDrafts(html: string): { title: string | null; drafts: Draft[] } {
  const page = parse(withoutSubset(html), { treeAdapter: boundedAdapter() })
  const reader = new Reader()
  reader.read(page)
  return { title: reader.title, drafts: reader.drafts }
}

function withoutSubset(html: string): string {
  const opens = SUBSET_OPENS.exec(html)
  if (opens === null) return html
  const rest = html.slice(opens[0].length)
  const closes = SUBSET_CLOSES.exec(rest)
  return closes === null ? '' : rest.slice(closes.index + closes[0].length)
}

/** Text with character references as the characters they stand for. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text
  const fragment = parseFragment(text.replaceAll('<', '&lt;'))
  return fragment.childNodes.map((node) => ('value' in node ? node.value : '')).join('')
}

function boundedAdapter(): typeof defaultTreeAdapter {
  let elements = 0
  let depth = 0
  return {
    ...defaultTreeAdapter,
    createElement(...parts) {
      if (++elements > MOST_ELEMENTS) throw new Unreadable('too many elements')
      return defaultTreeAdapter.createElement(...parts)
    },
    onItemPush() {
      if (++depth > DEEPEST) throw new Unreadable('nested too deeply')
    },
    onItemPop() {
      depth--
    },
  }
}

class Reader {
  readonly drafts: Draft[] = []
  title: string | null = null
  #runs: Run[] = []
  #context = OUTSIDE

  /** No recursion: how deep a page is nested is the page's choice. */
  read(root: Node): void {
    const work: (() => void)[] = [() => this.#flush(), () => this.#enter(root, work)]
    for (let next = work.pop(); next !== undefined; next = work.pop()) next()
  }

  #enter(node: Node, work: (() => void)[]): void {
    if (node.nodeName === '#text' && 'value' in node) return this.#text(node.value)
    if (!('childNodes' in node)) return
    const element = 'tagName' in node ? node : null
    if (element?.tagName === 'title') {
      this.title ??= plainText(element)
      return
    }
    if (element?.tagName === 'br') return this.#add(BREAK)
    if (element !== null && SKIPPED.has(element.tagName) && element.tagName !== 'head') return
    const outer = this.#context
    const isBlock = element !== null && BLOCKS.has(element.tagName)
    if (isBlock) this.#flush()
    if (element?.tagName === 'td' || element?.tagName === 'th') this.#cell()
    if (element !== null) this.#context = inside(element, outer)
    work.push(() => {
      if (isBlock) this.#flush()
      this.#context = outer
    })
    for (const child of node.childNodes.toReversed()) work.push(() => this.#enter(child, work))
  }

  #text(value: string): void {
    this.#add(this.#context.pre ? keepSpace(value) : value)
  }

  #add(text: string): void {
    this.#runs.push({ text, marks: this.#context.marks })
  }

  /** A row is one block; its cells are kept apart. */
  #cell(): void {
    if (this.#runs.some((run) => run.text.trim() !== '')) this.#runs.push({ text: ' | ', marks: {} })
  }

  #flush(): void {
    const runs = collapse(this.#runs)
    this.#runs = []
    // Two breaks in a row are how old pages end a paragraph; a listing keeps its empty lines.
    for (const part of this.#context.pre ? [runs] : splitRuns(runs, /\n{2,}/g)) {
      const trimmed = trimRuns(part)
      if (trimmed.length > 0) this.drafts.push({ ...shapeOf(this.#context), runs: trimmed })
    }
  }
}

function inside(element: Element, outer: Context): Context {
  const { tagName } = element
  const heading = /^h([1-6])$/.exec(tagName)?.[1]
  if (heading !== undefined)
    return { ...outer, kind: 'heading', level: Math.min(Number(heading), HEADING_LEVELS.length) }
  if (tagName in MARKS_OF) return { ...outer, marks: { ...outer.marks, ...MARKS_OF[tagName] } }
  switch (tagName) {
    case 'a': {
      const href = element.attrs.find((attribute) => attribute.name === 'href')?.value
      return { ...outer, marks: withLink(outer.marks, href) }
    }
    case 'blockquote':
      return { ...outer, quotes: outer.quotes + 1, item: null }
    case 'ul':
    case 'ol':
      return { ...outer, lists: outer.lists + 1, list: tagName === 'ol' ? 'ordered' : 'bullet', item: null }
    case 'li':
      return { ...outer, item: { kind: outer.list, used: false } }
    case 'pre':
      return { ...outer, pre: true }
    default:
      return outer
  }
}

/** A heading stays one wherever it stands; a list item counts for more than a quote around it. */
function shapeOf(context: Context): Omit<Draft, 'runs'> {
  const depth =
    Math.max(context.lists, 1) - 1 + (context.lists > 0 ? context.quotes : Math.max(context.quotes, 1) - 1)
  const indent = Math.min(depth, MAX_INDENT)
  if (context.kind === 'heading') return { kind: 'heading', level: context.level, indent: 0 }
  if (context.item !== null && !context.item.used) {
    context.item.used = true
    return { kind: context.item.kind, level: 0, indent }
  }
  // What follows in the same item stands under its text.
  if (context.lists > 0) return { kind: 'paragraph', level: 0, indent: Math.min(indent + 1, MAX_INDENT) }
  return { kind: context.quotes > 0 ? 'quote' : 'paragraph', level: 0, indent }
}

function plainText(element: Element): string | null {
  const text = element.childNodes.map((node) => ('value' in node ? node.value : '')).join('')
  return text.replace(/\s+/g, ' ').trim() || null
}
