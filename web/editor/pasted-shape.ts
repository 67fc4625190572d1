import { type BlockKind, MAX_INDENT } from '../../shared/blocks.ts'

export interface PastedShape {
  kind: BlockKind
  level: number
  indent: number
}

const BLOCKS = 'p,h1,h2,h3,h4,h5,h6,blockquote,li,div,pre,ul,ol,table'

/**
 * What a pasted element becomes in a flat text; false when it only wraps blocks, which then speak for themselves.
 * An element knows its kind from its name or from the list or quote around it.
 */
export function shapeOfElement(element: HTMLElement): PastedShape | false {
  if (element.querySelector(BLOCKS)) {
    // `<li>one<ul>…</ul></li>`: the item's own words come first, and they are a block.
    const first = element.firstChild
    const ownWords = element.matches('li') && (first?.textContent ?? '').trim() !== '' && !isBlock(first)
    if (!ownWords) return false
  }
  const heading = /^H([1-6])$/.exec(element.nodeName)
  if (heading) return { kind: 'heading', level: Math.min(Number(heading[1]), 3), indent: 0 }
  const item = element.closest('li')
  if (item) {
    const lists = ancestors(item, 'ul,ol')
    const kind = lists[0]?.nodeName === 'OL' ? 'ordered' : 'bullet'
    return { kind, level: 0, indent: Math.min(Math.max(lists.length - 1, 0), MAX_INDENT) }
  }
  return { kind: element.closest('blockquote') ? 'quote' : 'paragraph', level: 0, indent: 0 }
}

function isBlock(node: ChildNode | null): boolean {
  return node instanceof Element && node.matches(BLOCKS)
}

function ancestors(element: Element, selector: string): Element[] {
  const found: Element[] = []
  for (let at = element.parentElement?.closest(selector); at; at = at.parentElement?.closest(selector))
    found.push(at)
  return found
}
