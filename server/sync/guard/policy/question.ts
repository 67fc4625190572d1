import type * as Y from 'yjs'
import type { Content } from '../parse.ts'

/** Where a struct or a deletion takes effect. */
export interface Spot {
  ydoc: Y.Doc
  root: string
  /** How many types lie above the parent: 0 for a root. */
  depth: number
  /** Type reference (parse.ts TYPE) and node name of the parent. */
  parentRef: number
  parentName: string | null
  /** The key, in maps and for attributes; null in lists. */
  sub: string | null
}
export interface Insert extends Spot {
  content: Exclude<Content, { kind: 'gc' | 'skip' }> | { kind: 'deleted' }
  /** How many clocks it takes; in a map, how many values were written one after the other. */
  length: number
}
export interface Removal extends Spot {
  /** A formatting mark, which every Yjs client cleans up by itself when it has become redundant. */
  format: boolean
}

/**
 * For one update, asked about its structs in causal order, then about its deletions.
 * null: allowed. A string: the refusal's reason. 'drop' (removals only): left out without blame.
 */
export interface Policy {
  /** False when this role writes nothing in this room. */
  readonly writes: boolean
  insert(insert: Insert): string | null
  remove(removal: Removal): string | null
}
export const DROP = 'drop'
