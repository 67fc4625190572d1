import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { blockStarts } from './positions.ts'
import { flatten, type Look, type Segment, type Span } from './segments.ts'

/** Everything that highlights are drawn from. Spans are offsets in blocks, so a moved block takes its own along. */
export interface HighlightState {
  spans: ReadonlyMap<string, readonly Span[]>
  looks: ReadonlyMap<string, Look>
  /** Blocks near the viewport; the others are not drawn at all. */
  near: ReadonlySet<string>
  active: string | undefined
  hovered: string | undefined
  /** What a note is being written about. */
  draft: ReadonlyMap<string, readonly Span[]>
}

const NOTHING: HighlightState = {
  spans: new Map(),
  looks: new Map(),
  near: new Set(),
  active: undefined,
  hovered: undefined,
  draft: new Map(),
}

interface Drawn {
  from: HighlightState
  decorations: DecorationSet
}

const key = new PluginKey<Drawn>('highlights')
const cut = new WeakMap<readonly Span[], Segment[]>()

/** Segments of one block's spans, cut once. */
function segmentsOf(spans: readonly Span[] | undefined): readonly Segment[] {
  if (!spans) return []
  const known = cut.get(spans)
  if (known) return known
  const segments = flatten(spans)
  cut.set(spans, segments)
  return segments
}

function draw(state: EditorState, from: HighlightState): DecorationSet {
  const decorations: Decoration[] = []
  const starts = blockStarts(state.doc)
  for (const id of from.near) {
    const block = starts.get(id)
    if (!block) continue
    const length = block.node.content.size
    const add = (segment: { start: number; end: number }, attributes: Record<string, string>) => {
      const end = Math.min(segment.end, length)
      if (segment.start >= end) return
      const base = block.pos + 1
      decorations.push(Decoration.inline(base + segment.start, base + end, attributes))
    }
    for (const segment of segmentsOf(from.spans.get(id)))
      add(segment, { class: classesOf(segment, from), 'data-hl': String(segment.start) })
    for (const segment of segmentsOf(from.draft.get(id))) add(segment, { class: 'hl-draft' })
  }
  return DecorationSet.create(state.doc, decorations)
}

function classesOf(segment: Segment, from: HighlightState): string {
  const lead = segment.ids.find((id) => id === from.active || id === from.hovered) ?? segment.ids[0] ?? ''
  const look = from.looks.get(lead)
  const lively = segment.ids.filter((id) => !from.looks.get(id)?.faint).length
  const names = ['hl', `pigment-${look?.pigment ?? 'mo'}`, `hl-${look?.pattern ?? 'solid'}`]
  if (lively === 0) names.push('hl-faint')
  if (lively > 1) names.push(`hl-deep-${Math.min(lively, 4)}`)
  if (from.active !== undefined && segment.ids.includes(from.active)) names.push('hl-active')
  else if (from.hovered !== undefined && segment.ids.includes(from.hovered)) names.push('hl-hovered')
  return names.join(' ')
}

/** Annotations as decorations, never as marks: whoever may only comment writes nothing into the text. */
export const Highlights = Extension.create({
  name: 'highlights',
  addProseMirrorPlugins() {
    return [
      new Plugin<Drawn>({
        key,
        state: {
          init: () => ({ from: NOTHING, decorations: DecorationSet.empty }),
          apply: (tr, drawn, _before, state) => {
            const change = tr.getMeta(key) as Partial<HighlightState> | undefined
            const from = change ? { ...drawn.from, ...change } : drawn.from
            // A remote change replaces the whole document: mapping would leave nothing, so draw anew from offsets.
            if (change || (tr.docChanged && tr.getMeta(ySyncPluginKey) !== undefined))
              return { from, decorations: draw(state, from) }
            return tr.docChanged ? { from, decorations: drawn.decorations.map(tr.mapping, tr.doc) } : drawn
          },
        },
        props: { decorations: (state) => key.getState(state)?.decorations },
      }),
    ]
  },
})

/** Changes what is drawn; nothing happens where nothing differs. */
export function setHighlights(view: EditorView, change: Partial<HighlightState>): void {
  const now = key.getState(view.state)?.from
  if (!now) return
  const differs = (Object.keys(change) as (keyof HighlightState)[]).some((name) => now[name] !== change[name])
  if (differs) view.dispatch(view.state.tr.setMeta(key, change))
}

/**
 * True while the caret has just been moved by the browser and the editor hasn't been told: whoever redraws now puts it
 * back to where it was. The event comes some frames after the key.
 */
export function hasUnreadCaret(view: EditorView): boolean {
  const selection = view.dom.ownerDocument.getSelection()
  if (!view.editable || !view.hasFocus() || !selection?.focusNode) return false
  if (!view.dom.contains(selection.focusNode)) return false
  return view.posAtDOM(selection.focusNode, selection.focusOffset) !== view.state.selection.head
}

/** The annotations under a highlight's element, innermost first. */
export function annotationsAt(view: EditorView, element: Element): readonly string[] {
  const mark = element.closest('[data-hl]')
  const block = mark?.closest('[data-block-id]')?.getAttribute('data-block-id')
  const from = key.getState(view.state)?.from
  if (!mark || !block || !from) return []
  const start = Number(mark.getAttribute('data-hl'))
  return segmentsOf(from.spans.get(block)).find((segment) => segment.start === start)?.ids ?? []
}
