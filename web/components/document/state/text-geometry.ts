import type { EditorView } from '@tiptap/pm/view'
import type { Place, Store } from '../../../stores/types.ts'

/** One block's box, from the top of the text column. */
export interface BlockBox {
  id: string
  top: number
  height: number
}

export interface Geometry {
  /** In the order of the text. */
  boxes: readonly BlockBox[]
  byId: ReadonlyMap<string, BlockBox>
  /** Blocks within about one screen of the viewport. */
  near: ReadonlySet<string>
  /** The block somebody reads who looks at the upper third of the screen. */
  current: string | undefined
  /** Of the text, in pixels. */
  width: number
}

const EMPTY: Geometry = { boxes: [], byId: new Map(), near: new Set(), current: undefined, width: 0 }

/**
 * Where everything in the text is. Measured in one go, at most once a frame, when the text or its width changed;
 * scrolling only chooses what is near.
 */
export class TextGeometry implements Store<Geometry> {
  #value = EMPTY
  #listeners = new Set<() => void>()
  #view: EditorView | undefined
  #column: HTMLElement | undefined
  #frame = 0
  #stale = false
  /** Pixels at the window's lower edge under which nothing can be read: a sheet lies over them. */
  covered = 0

  /** Bound, as useStore wants them. */
  readonly get = (): Geometry => this.#value

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get view(): EditorView | undefined {
    return this.#view
  }

  /** `column` is what tops are counted from; margin and gutter begin at the same height. */
  attach(view: EditorView, column: HTMLElement): () => void {
    this.#view = view
    this.#column = column
    // Observers are called between layout and paint: what stands beside the text moves in the same frame as the text.
    const resized = new ResizeObserver(() => {
      this.#stale = true
      this.#update()
    })
    resized.observe(view.dom)
    resized.observe(column)
    const scrolled = () => this.#schedule()
    const lettersCame = () => this.measure()
    window.addEventListener('scroll', scrolled, { passive: true })
    window.addEventListener('resize', scrolled, { passive: true })
    document.fonts.addEventListener('loadingdone', lettersCame)
    this.measure()
    return () => {
      resized.disconnect()
      window.removeEventListener('scroll', scrolled)
      window.removeEventListener('resize', scrolled)
      document.fonts.removeEventListener('loadingdone', lettersCame)
      cancelAnimationFrame(this.#frame)
      this.#frame = 0
      this.#view = undefined
    }
  }

  /** The text changed: measure in the next frame. */
  measure(): void {
    this.#stale = true
    this.#schedule()
  }

  /** Where a passage's first line (or its `end`'s last) is. Exact near the viewport, estimated elsewhere: nobody sees it. */
  topOf(place: Pick<Place, 'blockId' | 'start' | 'whole'>): number | undefined {
    const box = this.#value.byId.get(place.blockId)
    if (!box) return undefined
    if (place.whole || place.start === 0) return box.top
    const element = this.#elementOf(place.blockId)
    const length = element?.textContent?.length ?? 0
    if (element && this.#view && this.#column && this.#value.near.has(place.blockId)) {
      try {
        const pos = this.#view.posAtDOM(element, 0) + place.start
        const rect = this.#view.coordsAtPos(Math.min(pos, this.#view.state.doc.content.size), 1)
        const line = rect.top - this.#column.getBoundingClientRect().top
        // The glyphs' box, not the line's: cards align with the line.
        return Math.max(line - 8, box.top)
      } catch {
        // The view is between two states; the next measurement knows.
      }
    }
    return (
      box.top + (length > 0 ? (Math.min(place.start, length) / length) * Math.max(box.height - 36, 0) : 0)
    )
  }

  scrollTo(blockId: string, offset = 0.16): void {
    const element = this.#elementOf(blockId)
    if (!element) return
    scrollBy(element.getBoundingClientRect().top - window.innerHeight * offset)
  }

  /** Scrolls to a passage unless it can be read already. */
  reveal(place: Pick<Place, 'blockId' | 'start' | 'whole'>): void {
    const top = this.topOf(place)
    if (top === undefined || !this.#column) return
    const inWindow = top + this.#column.getBoundingClientRect().top
    const height = window.innerHeight - this.covered
    if (inWindow > 72 && inWindow < height * 0.62) return
    scrollBy(inWindow - height * 0.28)
  }

  #elementOf(blockId: string): HTMLElement | null {
    return (
      this.#view?.dom.querySelector<HTMLElement>(`:scope > [data-block-id="${CSS.escape(blockId)}"]`) ?? null
    )
  }

  #schedule(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#update()
    })
  }

  #update(): void {
    const { dom } = this.#view ?? {}
    if (!dom || !this.#column) return
    const columnTop = this.#column.getBoundingClientRect().top
    let { boxes, byId, width } = this.#value
    if (this.#stale) {
      this.#stale = false
      width = dom.clientWidth
      const read = readBoxes(dom, columnTop, byId)
      if (read.length !== boxes.length || read.some((box, index) => box !== boxes[index])) {
        boxes = read
        byId = new Map(boxes.map((box) => [box.id, box]))
      }
    }
    const top = -columnTop
    const height = window.innerHeight
    const near = new Set<string>()
    let current: string | undefined
    for (const box of boxes) {
      if (box.top < top + 2 * height && box.top + box.height > top - height) near.add(box.id)
      if (box.top <= top + height * 0.34) current = box.id
    }
    const before = this.#value
    const sameNear = near.size === before.near.size && [...near].every((id) => before.near.has(id))
    if (boxes === before.boxes && sameNear && current === before.current && width === before.width) return
    const blocks = sameNear ? before.near : near
    this.#value = { boxes, byId, near: blocks, current: current ?? boxes[0]?.id, width }
    for (const listener of this.#listeners) listener()
  }
}

/** Short ways glide, so that one sees where one goes; long ones would only blur. */
function scrollBy(distance: number): void {
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  const far = Math.abs(distance) > window.innerHeight * 2.5
  window.scrollBy({ top: distance, behavior: calm || far ? 'instant' : 'smooth' })
}

/** Boxes that didn't change are the ones of the last time. */
function readBoxes(dom: HTMLElement, columnTop: number, before: ReadonlyMap<string, BlockBox>): BlockBox[] {
  const boxes: BlockBox[] = []
  const seen = new Set<string>()
  for (const element of dom.children) {
    const id = element.getAttribute('data-block-id')
    if (id === null || seen.has(id)) continue
    seen.add(id)
    const rect = element.getBoundingClientRect()
    // Half pixels come and go with scrolling; nothing needs to move for them.
    const top = Math.round(rect.top - columnTop)
    const height = Math.round(rect.height)
    const known = before.get(id)
    boxes.push(known && known.top === top && known.height === height ? known : { id, top, height })
  }
  return boxes
}
