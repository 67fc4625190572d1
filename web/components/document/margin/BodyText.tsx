import { Fragment, type ReactNode } from 'react'
import type { Body } from '../../../../shared/annotation.ts'
import { isSafeLink } from '../../../../shared/blocks.ts'

interface BodyNode {
  type: string
  text?: string
  attrs?: { label?: string; href?: string }
  marks?: { type: string; attrs?: { href: string } }[]
  content?: BodyNode[]
}

/** A note's body as React elements: nothing of it is ever parsed as HTML. */
export function BodyText({ body }: { body: Body }) {
  return <div className="note-body">{(body.content as BodyNode[]).map(render)}</div>
}

function render(node: BodyNode, index: number): ReactNode {
  const inside = node.content?.map(render)
  switch (node.type) {
    case 'text':
      return <Fragment key={index}>{marked(node)}</Fragment>
    case 'hardBreak':
      return <br key={index} />
    case 'mention':
      return (
        <span key={index} className="mention">
          @{node.attrs?.label}
        </span>
      )
    case 'quote':
      return <blockquote key={index}>{inside}</blockquote>
    case 'bulletList':
      return <ul key={index}>{inside}</ul>
    case 'orderedList':
      return <ol key={index}>{inside}</ol>
    case 'listItem':
      return <li key={index}>{inside}</li>
    default:
      return <p key={index}>{inside ?? <br />}</p>
  }
}

function marked({ text = '', marks = [] }: BodyNode): ReactNode {
  return marks.reduce<ReactNode>((inside, mark) => {
    if (mark.type === 'bold') return <strong key="bold">{inside}</strong>
    if (mark.type === 'italic') return <em key="italic">{inside}</em>
    const href = mark.attrs?.href
    if (!isSafeLink(href)) return inside
    return (
      <a key="link" href={href} target="_blank" rel="noopener noreferrer nofollow">
        {inside}
      </a>
    )
  }, text)
}
