import type { Motivation, Target } from '../../../../shared/annotation.ts'
import type { RecordId } from '../../../../shared/ids.ts'
import type { SelectedText } from '../../../editor/selected-text.ts'
import type { Store } from '../../../stores/types.ts'
import { EVERYTHING_OPEN, type ThreadFilter } from './thread-filter.ts'

/**
 * What a new note is about: a passage, or a whole block. The target was described when it was chosen, so that it
 * stays true while others edit and this person still writes.
 */
export type Subject =
  | { kind: 'passage'; selected: SelectedText; target: Target }
  | { kind: 'block'; blockId: string; target: Target }

/** A note being written. */
export interface Draft {
  subject: Subject
  motivation: Extract<Motivation, 'commenting' | 'questioning'>
}

/** What this person is doing on the page now; nothing of it is stored or seen by others. */
export interface PageValue {
  active: RecordId | undefined
  hovered: RecordId | undefined
  draft: Draft | undefined
  /** Passage or block that tags are being chosen for. */
  tagging: Subject | undefined
  filter: ThreadFilter
  /** The text may be changed now. */
  editing: boolean
  /** Texts from before a mass deletion are being looked at. */
  restoring: boolean
  /** The dialog about links and members is open. */
  sharing: boolean
  /** Threads in which others wrote since the page was opened, until they have been looked at. */
  fresh: ReadonlySet<RecordId>
}

/** The page's own state, outside React so that a hover redraws two cards and not the page. */
export class PageState implements Store<PageValue> {
  #value: PageValue = {
    active: undefined,
    hovered: undefined,
    draft: undefined,
    tagging: undefined,
    filter: EVERYTHING_OPEN,
    editing: false,
    restoring: false,
    sharing: false,
    fresh: new Set(),
  }
  #listeners = new Set<() => void>()
  /** Where one writes in the text, while one does; nothing is drawn from it. */
  caret: { blockId: string; offset: number } | undefined

  readonly get = (): PageValue => this.#value

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(change: Partial<PageValue>): void {
    const keys = Object.keys(change) as (keyof PageValue)[]
    if (keys.every((key) => this.#value[key] === change[key])) return
    this.#value = { ...this.#value, ...change }
    for (const listener of this.#listeners) listener()
  }

  /** Opens a thread; what is being written elsewhere closes and stays kept as a draft. */
  activate(id: RecordId | undefined): void {
    this.set({ active: id, draft: undefined, tagging: undefined })
    if (id !== undefined) this.looked([id])
  }

  arrived(ids: Iterable<RecordId>): void {
    this.set({ fresh: new Set([...this.#value.fresh, ...ids]) })
  }

  /** These are new no longer. */
  looked(ids: Iterable<RecordId>): void {
    const fresh = new Set(this.#value.fresh)
    for (const id of ids) fresh.delete(id)
    if (fresh.size < this.#value.fresh.size) this.set({ fresh })
  }

  write(draft: Draft): void {
    this.set({ draft, active: undefined, tagging: undefined })
  }

  hover(id: RecordId | undefined): void {
    this.set({ hovered: id })
  }
}
