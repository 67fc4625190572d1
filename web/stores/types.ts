import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type {
  AnnotationRecord,
  Body,
  Motivation,
  Pattern,
  Pigment,
  TagRecord,
  Target,
} from '../../shared/annotation.ts'
import type { DocumentInfo, UserInfo } from '../../shared/api.ts'
import type { BlockKind } from '../../shared/blocks.ts'
import type { RecordId } from '../../shared/ids.ts'
import type { Refusal } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'

/** What the page is drawn from. Values are immutable: a changed store has a new value, an unchanged part the same reference. */
export interface Store<T> {
  get(): T
  subscribe(listener: () => void): () => void
}

/** A record as read: its key tells the creator. */
export interface Annotation {
  id: RecordId
  creator: string
  target: readonly Target[]
  motivation: Motivation
  body: Body | undefined
  tags: readonly RecordId[]
  replyTo: RecordId | undefined
  created: string
  modified: string
  edited: boolean
  deleted: boolean
  /** Written here and not yet durable on the server: "not sent yet". */
  pending: boolean
}

/** Root and replies, built, not stored. Replies are in order of creation, deleted ones left out. */
export interface Thread {
  id: RecordId
  root: Annotation
  replies: readonly Annotation[]
  status: 'open' | 'resolved'
  statusBy: string | undefined
  statusReason: string | undefined
  statusAt: string | undefined
  pending: boolean
}

export interface Tag extends Pick<TagRecord, 'label' | 'definition' | 'parent'> {
  id: RecordId
  creator: string
  color: Pigment
  pattern: Pattern
  /** How many living annotations carry it. */
  uses: number
}

/** One block of the text as it is now. `text` has a hard break as one "\n", so offsets agree with targets. */
export interface TextBlock {
  id: string
  kind: BlockKind
  level: number
  indent: number
  text: string
  /** Number shown in the gutter: 1, 2, 3 … over everything that is no heading; 0 for headings. */
  number: number
}

/** The live result of resolving one target. Offsets are in the text as it is now. */
export type Anchor =
  | { state: 'pending' }
  | { state: 'exact' | 'moved'; at: Place }
  | { state: 'changed'; at: Place; was: string; now: string }
  | { state: 'orphan'; was: string }

/** `start` in `blockId`, `end` in `endBlockId` (often the same). A whole block: `whole`, start 0, end its length. */
export interface Place {
  blockId: string
  endBlockId: string
  start: number
  end: number
  whole: boolean
}

export interface Person {
  id: string
  name: string
  role: Role | undefined
  color: Pigment
  /** The character on the face: the first code point of the name. */
  initial: string
}

/** Somebody here now; `at` is the block they read. One entry a person, whatever the number of tabs. */
export interface Present extends Person {
  self: boolean
  at: string | undefined
}

/** What one says of oneself in the awareness of the `notes` room; the server adds `user: {id, name, role}`. */
export interface PresenceState {
  /** Id of the block one is reading. */
  at?: string
}

/** One of three states, over all rooms of the document. */
export type SavedState =
  | { state: 'connecting' }
  | { state: 'saved' }
  | { state: 'sending'; changes: number }
  /** `because`: the server is there and can't store anything. */
  | { state: 'offline'; changes: number; because?: 'storage' }

/** What the page must say at once, in a banner, with a way out. */
export type Trouble =
  /** `message`: `full` or `blocked`. Nothing is kept in this browser; everything else goes on. */
  | { kind: 'local-store'; message: string }
  | { kind: 'closed'; code: number; refusal: Refusal | undefined; room: RoomName }

export interface NewAnnotation {
  target: Target[]
  motivation: Motivation
  body?: Body
  tags?: RecordId[]
}

/** What `remove` took away, to be given back. Opaque to the page. */
export interface RemovedNote {
  id: RecordId
  previous: AnnotationRecord
}

/** Everything about one open document. Made by web/stores/document-session.ts, given to components by a context. */
export interface DocumentSession {
  info: DocumentInfo
  user: UserInfo
  role: Role
  /** True once `text` and `notes` can be shown: synced, or loaded from the local store. */
  ready: Store<boolean>
  /** Counts what others have deleted of what was written in here: some of it the server may have kept for its author. */
  losses: Store<number>
  /** What the text holds that this build doesn't know: then nothing may be bound to it, and nothing is sent or kept. */
  strange: Store<string | undefined>
  blocks: Store<readonly TextBlock[]>
  /** All threads (not deleted, or deleted with living replies), sorted by place in the text, then by creation. */
  threads: Store<readonly Thread[]>
  /** Anchors of each thread's root, by annotation id; as many as its targets. */
  anchors: Store<ReadonlyMap<RecordId, readonly Anchor[]>>
  tags: Store<readonly Tag[]>
  people: Store<ReadonlyMap<string, Person>>
  present: Store<readonly Present[]>
  saved: Store<SavedState>
  trouble: Store<readonly Trouble[]>

  annotate(note: NewAnnotation): RecordId
  reply(threadId: RecordId, body: Body): RecordId
  edit(id: RecordId, change: { body?: Body; tags?: RecordId[] }): void
  /** Leaves a tombstone. Answers what it was, for `restore`; undefined when there was nothing of one's own to remove. */
  remove(id: RecordId): RemovedNote | undefined
  /** Takes a removal of one's own back: the record again, as it was. */
  restore(removed: RemovedNote): void
  setStatus(threadId: RecordId, status: 'open' | 'resolved', reason?: string): void
  /** Makes a tag; a living tag with the same label (case and width folded) is returned instead of a second one. */
  createTag(tag: { label: string; color?: Pigment; pattern?: Pattern }): RecordId
  /** Presence: which block this person reads now. */
  readingAt(blockId: string | undefined): void
  dismiss(trouble: Trouble): void
  /** Whether this browser keeps what is unsent, so that two of these may be open for a moment. */
  keepsHere(): boolean
  destroy(): void
}

/** The text room as an editor and a selector need it (fits EditorRoom of web/editor). */
export interface TextRoom {
  name: 'text'
  epoch: string
  ydoc: Y.Doc
  awareness: Awareness
  /** While held, remote changes wait, in order; own ones go out as ever. */
  holdRemote(hold: boolean): void
}

/** What useDocument() answers. */
export interface OpenDocument extends DocumentSession {
  textRoom: TextRoom
}
