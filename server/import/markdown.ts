import type { MarkedToken, Token, Tokens } from 'marked'
import { lexer } from 'marked'
import { HEADING_LEVELS, MAX_INDENT } from '../../shared/blocks.ts'
import type { Draft, Marks, Run } from './draft.ts'
import { splitRuns, trimRuns, Unreadable } from './draft.ts'
import { decodeReferences, htmlToDrafts } from './html.ts'
import { BREAK, collapse, keepSpace, withLink } from './inline.ts'

/** Where a block stands: in how many lists and quotes. */
interface Place {
  kind: 'paragraph' | 'quote' | 'bullet' | 'ordered'
  indent: number
}
const TOP: Place = { kind: 'paragraph', indent: 0 }

/** The lexer's time grows with the square of these: 66,000 take six seconds, this many half of one. */
const MOST_DELIMITERS = 20_000
/** A hundred quotes or items inside each other, on one line. */
const NESTED = /^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){100}/m

/** CommonMark with GitHub's extensions, as flat blocks. Pictures become their description, HTML is read as HTML. */
export function markdownToDrafts(markdown: string): Draft[] {
  if ((markdown.match(/[*_~]+/g)?.length ?? 0) > MOST_DELIMITERS) throw new Unreadable('too many marks')
  if (NESTED.test(markdown)) throw new Unreadable('nested too deeply')
  return blocksOf(lexer(markdown), TOP)
}

function blocksOf(tokens: readonly Token[], place: Place): Draft[] {
  return tokens.flatMap((token) => blockOf(token as MarkedToken, place))
}

function blockOf(token: MarkedToken, place: Place): Draft[] {
  switch (token.type) {
    case 'heading':
      return drafts(inline(token.tokens), {
        kind: 'heading',
        level: Math.min(token.depth, HEADING_LEVELS.length),
        indent: 0,
      })
    case 'paragraph':
      return drafts(inline(token.tokens), { ...place, level: 0 })
    case 'text':
      return drafts(token.tokens ? inline(token.tokens) : plain(decodeReferences(token.text), {}), {
        ...place,
        level: 0,
      })
    case 'code':
      return drafts(plain(keepSpace(token.text), {}), { ...place, level: 0 }, true)
    case 'blockquote':
      return blocksOf(token.tokens, {
        kind: 'quote',
        indent: place.kind === 'paragraph' ? place.indent : place.indent + 1,
      })
    case 'list':
      return token.items.flatMap((item) => itemOf(item, token.ordered, place))
    case 'table':
      return [token.header, ...token.rows].flatMap((row) => drafts(rowOf(row), { ...place, level: 0 }))
    case 'html':
      return htmlToDrafts(token.text).drafts.map((block) => ({
        ...block,
        indent: block.indent + place.indent,
      }))
    default:
      // Rules, blank lines and link definitions have no text.
      return []
  }
}

/** The item's first block wears its mark; what follows stands under it. */
function itemOf(item: Tokens.ListItem, ordered: boolean, place: Place): Draft[] {
  const kind = ordered ? 'ordered' : 'bullet'
  const nested = place.kind === 'paragraph' && place.indent === 0 ? 0 : place.indent + 1
  const blocks: Draft[] = []
  for (const token of item.tokens as MarkedToken[]) {
    const first = blocks.length === 0
    // A list in a list is one step further in than its item, whatever stands between.
    if (token.type === 'list') {
      blocks.push(...token.items.flatMap((inner) => itemOf(inner, token.ordered, { kind, indent: nested })))
    } else if (token.type !== 'checkbox') {
      blocks.push(
        ...blockOf(token, first ? { kind, indent: nested } : { kind: 'paragraph', indent: nested + 1 }),
      )
    }
  }
  const box = item.task ? [{ text: item.checked ? '☑ ' : '☐ ', marks: {} }] : []
  const [head, ...rest] = blocks
  return head === undefined ? [] : [{ ...head, runs: [...box, ...head.runs] }, ...rest]
}

function rowOf(cells: readonly Tokens.TableCell[]): Run[] {
  return cells.flatMap((cell, index) => [...(index === 0 ? [] : plain(' | ', {})), ...inline(cell.tokens)])
}

function drafts(runs: readonly Run[], shape: Omit<Draft, 'runs'>, verbatim = false): Draft[] {
  const collapsed = collapse(runs)
  const parts = verbatim ? [collapsed] : splitRuns(collapsed, /\n{2,}/g)
  return parts
    .map(trimRuns)
    .filter((part) => part.length > 0)
    .map((part) => ({ ...shape, indent: Math.min(shape.indent, MAX_INDENT), runs: part }))
}

function inline(tokens: readonly Token[], marks: Marks = {}): Run[] {
  return tokens.flatMap((token) => inlineOf(token as MarkedToken, marks))
}

function inlineOf(token: MarkedToken, marks: Marks): Run[] {
  switch (token.type) {
    case 'strong':
      return inline(token.tokens, { ...marks, bold: true })
    case 'em':
      return inline(token.tokens, { ...marks, italic: true })
    case 'del':
      return inline(token.tokens, { ...marks, strike: true })
    case 'link':
      return inline(token.tokens, withLink(marks, token.href))
    case 'image':
      return plain(decodeReferences(token.text), marks)
    case 'br':
      return plain(BREAK, marks)
    case 'codespan':
      return plain(token.text, marks)
    case 'escape':
      return plain(token.text, marks)
    case 'html':
      return /^<br\b/i.test(token.text) ? plain(BREAK, marks) : []
    case 'text':
      return token.tokens ? inline(token.tokens, marks) : plain(decodeReferences(token.text), marks)
    default:
      return 'text' in token && typeof token.text === 'string' ? plain(token.text, marks) : []
  }
}

function plain(text: string, marks: Marks): Run[] {
  return text === '' ? [] : [{ text, marks }]
}
