import type * as Y from 'yjs'
import type { DocumentInfo, UserInfo } from '../../shared/api.ts'
import type { RecordId } from '../../shared/ids.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { canWriteRoom } from '../../shared/rooms.ts'
import type { LocalDatabase } from '../sync/local-database.ts'
import { Rescues } from '../sync/rescues.ts'
import { Room } from '../sync/room.ts'
import type { RoomEvents, RoomState } from '../sync/room-options.ts'
import { forgetUnsent, leaveUnsent, takeUnsent } from '../sync/unsent-here.ts'
import { ValueStore } from '../sync/value-store.ts'
import { AnchorsStore } from './anchors-store.ts'
import { browserEnvironment, type Environment } from './environment.ts'
import { NoteWriter } from './note-writer.ts'
import { NotesStore } from './notes-store.ts'
import { PeopleStore } from './people-store.ts'
import { PresentStore } from './present-store.ts'
import { ReplayStore } from './replay-store.ts'
import { SavedStore } from './saved-store.ts'
import { strangeIn, strangeInEvent } from './strange-text.ts'
import { TextStore } from './text-store.ts'
import { byPlace } from './thread-order.ts'
import { TroubleStore } from './trouble-store.ts'
import type { OpenDocument, Thread, Trouble } from './types.ts'

export interface SessionOptions {
  info: DocumentInfo
  user: UserInfo
  /** What `info` says may no longer be true: role, epoch, membership, or being signed in. */
  onStale(): void
  /** The server has refused something: what was unsent is put aside, and the document is to be opened afresh. */
  onAfresh?(): void
  /** What it said until it was opened afresh. */
  trouble?: readonly Trouble[]
  environment?: Environment
}

/**
 * Opens a document: its rooms, and the values that the page is drawn from. Everything that is derived is derived here,
 * in one direction: rooms → blocks and notes → anchors → threads in order.
 */
export function openDocumentSession(options: SessionOptions): OpenDocument {
  const { info, user, onStale, onAfresh = () => {}, environment = browserEnvironment() } = options
  const { now, newId } = environment
  const trouble = new TroubleStore(options.trouble)
  let keeps = true
  const localFailed = (error: unknown) => {
    keeps = false
    trouble.localFailed(error)
  }
  const database = openDatabase(environment, localFailed)

  const pathOf = (room: RoomName) => ({ documentId: info.id, room, userId: user.id, epoch: info.epoch })
  const openRoom = (room: RoomName, present: boolean, pendingChanged: RoomEvents['pendingChanged']) =>
    new Room({
      ...pathOf(room),
      ...environment,
      role: info.role,
      title: info.title,
      writes: canWriteRoom(info.role, room),
      present,
      database,
      carried: takeUnsent(pathOf(room)),
      events: {
        pendingChanged,
        localFailed,
        closed: (end) => trouble.closed(room, end),
        stale: onStale,
        afresh: onAfresh,
      },
    })
  // Presence lives in `notes`; in `text` only writers show anything, their carets.
  const text = openRoom('text', canWriteRoom(info.role, 'text'), () => {})
  const notesRoom = openRoom('notes', true, (keys) => notes.pendingChanged(keys))
  const rooms = [text, notesRoom]

  const notes = new NotesStore(notesRoom.ydoc, { pendingKeys: () => notesRoom.pendingKeys() })
  const anchors = new AnchorsStore()
  const textRoom = { name: 'text' as const, epoch: info.epoch, ydoc: text.ydoc }
  const blocks = new TextStore(textRoom, (change) => anchors.textChanged(change))
  const people = new PeopleStore({
    keepAs: `people/${info.id}`,
    self: { ...user, role: info.role },
    fetchMembers: () => environment.fetchMembers(info.id),
    now,
  })
  const present = new PresentStore({
    awareness: notesRoom.awareness,
    self: { ...user, role: info.role },
    now,
  })
  const saved = new SavedStore(rooms.map((room) => room.state))
  const writer = new NoteWriter({ ydoc: notesRoom.ydoc, notes, userId: user.id, role: info.role, now, newId })

  const threads = new ValueStore<readonly Thread[]>([])
  let reading = false
  const order = () => {
    if (!reading)
      threads.set(byPlace(notes.threads.get(), anchors.anchors.get(), blocks.blocks.get(), threads.get()))
  }
  notes.threads.subscribe(() => {
    reading = true
    // A note may be about words typed a moment ago: anchors are only resolved in the text as it is.
    blocks.flush()
    anchors.threadsChanged(notes.threads.get())
    people.wrote(creatorsOf(notes.threads.get()))
    reading = false
    order()
  })
  anchors.anchors.subscribe(order)
  blocks.blocks.subscribe(order)
  present.present.subscribe(() => people.seen(present.present.get()))

  const ready = new ValueStore(false)
  const strange = new ValueStore<string | undefined>(undefined)
  const fragment = text.ydoc.getXmlFragment('text')
  // Before an editor's own listener: what it would do about the unknown goes nowhere any more.
  fragment.observeDeep((events, { local }) => {
    if (local || !ready.get()) return
    for (const event of events) meet(strangeInEvent(event))
  })
  const meet = (unknown: string | undefined) => {
    if (unknown === undefined || strange.get() !== undefined) return
    for (const room of rooms) room.quarantine()
    strange.set(unknown)
  }
  const losses = new ValueStore(0)
  for (const { ydoc } of rooms)
    ydoc.on('afterTransaction', ({ local, deleteSet }: Y.Transaction) => {
      if (!local && deleteSet.clients.has(ydoc.clientID)) losses.set(losses.get() + 1)
    })
  const look = () => {
    if (strange.get() !== undefined) return
    const textState = text.state.get()
    const kept = textState.local === 'loaded' && fragment.length > 0
    if (!ready.get() && (textState.synced || kept)) meet(strangeIn(fragment))
    if (strange.get() !== undefined) return
    if (textState.synced || kept) blocks.show()
    ready.set(ready.get() || canShow(textState, notesRoom.state.get(), kept))
    present.connectionChanged(notesRoom.state.get().link === 'open')
  }
  for (const room of rooms) room.state.subscribe(look)
  const again = new ReplayStore({
    rescues: database.then((opened) => opened?.rescues ?? new Rescues(undefined)),
    room: (name) => ({ ...pathOf(name), ...environment, role: info.role, title: info.title }),
  })
  const stopReplaying = notesRoom.state.subscribe(() =>
    again.connected(notesRoom.state.get().link === 'open'),
  )

  const stopWatching = environment.watch(
    (online) => {
      for (const room of rooms) room.networkChanged(online)
      if (online) people.refresh()
    },
    () => {
      for (const room of rooms) room.flush()
    },
  )
  void database.then((opened) =>
    opened?.onForgotten((userId) => {
      if (userId !== undefined && userId !== user.id) return
      forgetUnsent()
      for (const room of rooms) room.stopKeeping()
    }),
  )

  return {
    info,
    user,
    role: info.role,
    ready,
    strange,
    losses,
    blocks: blocks.blocks,
    threads,
    anchors: anchors.anchors,
    tags: notes.tags,
    people: people.people,
    present: present.present,
    saved: saved.saved,
    trouble: trouble.list,
    textRoom: { ...textRoom, awareness: text.awareness, holdRemote: (hold) => text.holdRemote(hold) },
    annotate: (note) => writer.annotate(note),
    reply: (threadId, body) => writer.reply(threadId, body),
    edit: (id, change) => writer.edit(id, change),
    remove: (id) => writer.remove(id),
    restore: (removed) => writer.restore(removed),
    setStatus: (threadId, status, reason) => writer.setStatus(threadId, status, reason),
    createTag: (tag) => writer.createTag(tag),
    readingAt: (blockId) => present.readingAt(blockId),
    dismiss: (one) => trouble.dismiss(one),
    keepsHere: () => keeps,
    destroy() {
      stopWatching()
      stopReplaying()
      if (!keeps) {
        leaveUnsent(pathOf('text'), text.unsent())
        leaveUnsent(pathOf('notes'), notesRoom.unsent())
      }
      for (const store of [notes, blocks, anchors, people, present, saved]) store.destroy()
      for (const room of rooms) room.destroy()
      void database.then((opened) => opened?.close())
    },
  }
}

/** Undefined, and said, where this browser keeps nothing. */
async function openDatabase(
  environment: Environment,
  failed: (error: unknown) => void,
): Promise<LocalDatabase | undefined> {
  try {
    return await environment.openDatabase()
  } catch (error) {
    failed(error)
    return undefined
  }
}

/** Notes may be empty for good, so what this browser has kept of them counts only together with a text. */
function canShow(text: RoomState, notes: RoomState, textKept: boolean): boolean {
  return (text.synced || textKept) && (notes.synced || (textKept && notes.local === 'loaded'))
}

function creatorsOf(threads: ReadonlyMap<RecordId, Thread>): Set<string> {
  const creators = new Set<string>()
  for (const { root, replies, statusBy } of threads.values()) {
    creators.add(root.creator)
    for (const reply of replies) creators.add(reply.creator)
    if (statusBy !== undefined) creators.add(statusBy)
  }
  return creators
}
