import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { syncFrame } from '../../server/sync/frames.ts'
import { CLOSE, FRAME, SYNC } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import { atLeast } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { canWriteRoom } from '../../shared/rooms.ts'
import { leaveFormats } from '../../web/sync/leave-formats.ts'
import { Outbox } from '../../web/sync/outbox.ts'
import { packUpdates } from '../../web/sync/pack-updates.ts'
import { PIECE } from '../../web/sync/split-update.ts'
import { emptyRoom } from '../support/guarded-room.ts'
import type { Random } from '../support/random.ts'
import { HeadlessEditor } from './headless-editor.ts'
import { copiesIn, tokensBrought } from './tokens.ts'
import type { Wire } from './wire.ts'
import type { World } from './world.ts'

/** Ends after which one comes back; any other is an accusation. */
const FINE: readonly number[] = [CLOSE.restarting, CLOSE.roleChanged, 1006]

/**
 * One tab of somebody honest: stock Yjs, frames as a stock provider sends them, acks counted as docs/PROTOCOL.md says. The
 * product's own page also has its outbox; of the `stock` ones is known which words they can't tell the server of.
 */
export class Tab {
  readonly name: string
  readonly label: string
  readonly #world: World
  readonly #random: Random
  ydoc: Y.Doc
  /** Has no outbox. */
  readonly stock: boolean
  editor: HeadlessEditor | null = null
  undo: Y.UndoManager
  wire: Wire | null = null
  /** What was written here and is not yet known to be stored: by which frame it is, null while it has not been sent. */
  readonly #unsaved = new Map<string, number | null>()
  readonly saved = new Set<string>()
  #outbox = newOutbox()
  /** What a deletion that is not known to be stored has swallowed here: words of others, or one's own before they were stored. */
  readonly #swallowed = new Set<string>()
  /** Of those, where the connection broke before it was. What comes then looks as if they had been read and deleted (docs/adr/0012). */
  readonly untold = new Set<string>()
  /** What could not be stored for want of the right to write, and was kept for its author instead. */
  readonly kept = new Set<string>()
  #frames = 0
  #acked = 0
  #step2 = false
  #dirty = false
  #writes = false
  /** The most that he was while he wrote what is not yet stored. */
  #wroteAs: Role = 'reader'
  /** Since then he was less for a time; what is refused in that time is heard of later. */
  #wasLess = false
  #refusal = ''
  /** How often work was refused because the right to it had been lost before it was stored. */
  explained = 0
  #ids = 0
  sent = 0
  readonly trouble: string[] = []

  constructor(world: World, name: string, label: string, random: Random) {
    this.#world = world
    this.name = name
    this.label = label
    this.#random = random
    this.stock = random.chance(0.3)
    const begun = this.#begin(null)
    this.ydoc = begun.ydoc
    this.undo = begun.undo
  }

  get online(): boolean {
    return this.wire !== null
  }
  get mayWrite(): boolean {
    return canWriteRoom(this.#world.roleOf(this.name), this.#room)
  }
  /** The room has been opened to write in it. */
  get writes(): boolean {
    return this.#writes
  }
  /** All that it has is known to be stored. */
  get settled(): boolean {
    return this.#step2 && this.#acked === this.#frames
  }
  /** How far it has got. */
  get state(): string {
    const { wire } = this
    const socket = wire === null ? 'offline' : `${wire.toServer.length} going, ${wire.toClient.length} coming`
    return `${this.label} ${this.#acked} of ${this.#frames} acked, step 2 ${this.#step2}, ${socket}`
  }
  get #room(): RoomName {
    return this.#world.room
  }

  /** To be called before what was written is sent: it is in the next frame. */
  wrote(token: string): void {
    this.#unsaved.set(token, null)
  }

  connects(): void {
    if (this.online) return
    // A page that may not write any more keeps for its author what it can't send, and opens the room anew, to read.
    if (!this.mayWrite && (this.#writes || this.#dirty)) this.#startsAfresh()
    this.#writes = this.mayWrite
    this.#frames = 0
    this.#acked = 0
    this.#step2 = false
    this.#outbox.disconnected()
    if (this.stock) for (const token of this.#swallowed) this.untold.add(token)
    this.#swallowed.clear()
    for (const token of this.#unsaved.keys()) this.#unsaved.set(token, null)
    this.wire = this.#world.connect(this.name, this.#random.chance(0.5) ? this.ydoc.clientID : null)
    this.#send(syncFrame(SYNC.step1, Y.encodeStateVector(this.ydoc)))
  }
  disconnects(): void {
    this.wire?.breaks()
    this.wire = null
  }
  /** A reload of the page: another clientID, and what was kept in the browser. */
  reloads(): void {
    const { online } = this
    this.disconnects()
    this.#replaceBy(Y.encodeStateAsUpdate(this.ydoc))
    if (online) this.connects()
  }

  /** Hears the next thing that the server has said. */
  hears(): void {
    const heard = this.wire?.carryToClient()
    if (heard === undefined) return
    if ('code' in heard) {
      this.wire = null
      if (FINE.includes(heard.code)) return
      if (heard.code === CLOSE.refused && this.#wasLess) {
        this.explained++
        return this.#startsAfresh()
      }
      this.trouble.push(`${this.label}: ${heard.code} ${heard.reason} ${this.#refusal}`)
      return
    }
    const decoder = decoding.createDecoder(heard.frame)
    const type = decoding.readVarUint(decoder)
    if (type === FRAME.ack) this.#hearsAck(decoding.readVarUint(decoder))
    else if (type === FRAME.refusal) this.#refusal = decoding.readVarString(decoder)
    if (type !== FRAME.sync) return
    const what = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (what === SYNC.step1) this.#answers(bytes)
    else this.#takes(bytes)
  }

  #answers(vector: Uint8Array): void {
    this.#step2 = true
    // As the page: ahead, as it was written (web/sync/room.ts).
    const unsent = this.stock ? [] : this.#outbox.entries().map(({ update }) => update)
    for (const pack of packUpdates(unsent, PIECE)) this.#write(SYNC.update, pack)
    this.#write(SYNC.step2, Y.encodeStateAsUpdate(this.ydoc, vector))
    this.#outbox.coveredBy(this.#frames)
  }

  #takes(bytes: Uint8Array): void {
    if (!this.stock || this.settled || this.#room === 'notes') return Y.applyUpdate(this.ydoc, bytes, this)
    const before = copiesIn(this.ydoc, this.#room)
    Y.applyUpdate(this.ydoc, bytes, this)
    const after = copiesIn(this.ydoc, this.#room)
    const are = (token: string, least: number) =>
      (after.get(token) ?? 0) >= Math.max(before.get(token) ?? 0, least)
    for (const token of tokensBrought(bytes)) if (!are(token, 1)) this.#swallowed.add(token)
    for (const token of this.#unsaved.keys()) if (!are(token, 0)) this.#swallowed.add(token)
  }

  #hearsAck(count: number): void {
    if (count > this.#frames) this.trouble.push(`${this.label}: ${count} acked of ${this.#frames}`)
    this.#acked = count
    this.#outbox.acknowledged(count)
    for (const [token, frame] of this.#unsaved) {
      if (frame === null || frame > count) continue
      this.#unsaved.delete(token)
      this.saved.add(token)
    }
    if (this.settled) this.#isClean()
  }

  #write(what: typeof SYNC.step2 | typeof SYNC.update, bytes: Uint8Array): void {
    // As in the page: nothing that a reader's ydoc does leaves it.
    if (!this.#writes) return
    this.#frames++
    this.sent++
    for (const [token, frame] of this.#unsaved)
      if (frame === null || what === SYNC.step2) this.#unsaved.set(token, this.#frames)
    this.#send(syncFrame(what, bytes))
  }
  #send(frame: Uint8Array): void {
    this.wire?.toServer.push(frame)
  }

  #startsAfresh(): void {
    for (const token of this.#unsaved.keys()) this.kept.add(token)
    this.#unsaved.clear()
    this.#outbox = newOutbox()
    this.#replaceBy(null)
  }
  #replaceBy(kept: Uint8Array | null): void {
    this.editor?.destroy()
    this.undo.destroy()
    const { ydoc, undo } = this.#begin(kept)
    this.ydoc = ydoc
    this.undo = undo
    if (kept === null) this.#isClean()
  }
  #isDirty(): void {
    this.#dirty = true
    const role = this.#world.roleOf(this.name)
    if (role !== null && atLeast(role, this.#wroteAs)) this.#wroteAs = role
  }
  #isClean(): void {
    this.#dirty = false
    this.#wroteAs = 'reader'
    this.#wasLess = false
    this.#swallowed.clear()
  }
  /** To be called when the role has changed. */
  becomes(role: Role): void {
    // Nobody does anew what he may do no more.
    this.undo.clear()
    if (!atLeast(role, this.#wroteAs)) this.#wasLess = true
  }
  /** Of a text the editor is bound only when there is something to show; see {@link bind}. */
  #begin(kept: Uint8Array | null): { ydoc: Y.Doc; undo: Y.UndoManager } {
    const ydoc = emptyRoom(this.#room)
    ydoc.clientID = this.#random.below(2 ** 32)
    leaveFormats(ydoc, () => !this.#writes)
    this.editor = null
    if (kept !== null) Y.applyUpdate(ydoc, kept, this)
    ydoc.on('update', (bytes: Uint8Array, origin: unknown, _: Y.Doc, transaction: Y.Transaction) => {
      if (origin === this) return
      // The binding may answer to what others did by showing it, and by nothing else.
      if (origin === ySyncPluginKey && !this.#acting)
        this.trouble.push(`${this.label}: the editor wrote by itself`)
      if (transaction.origin !== null) this.#isDirty()
      if (this.online) this.#write(SYNC.update, bytes)
      if (this.#writes) this.#outbox.add(bytes, [], this.online ? this.#frames : undefined)
    })
    const undo = new Y.UndoManager([...ydoc.share.values()], {
      trackedOrigins: new Set(['he']),
      captureTimeout: this.#random.chance(0.5) ? 0 : 1e9,
    })
    return { ydoc, undo }
  }

  #acting = false
  /** Whatever somebody does at this tab. */
  acts(what: () => string): string {
    this.#acting = true
    try {
      return what()
    } finally {
      this.#acting = false
    }
  }
  /** The editor on the text, once the text is there. */
  bind(root: string): HeadlessEditor | null {
    const fragment = this.ydoc.getXmlFragment(root)
    if (this.editor === null && fragment.length > 0) {
      this.editor = new HeadlessEditor(fragment, () => `${this.label}-${this.ydoc.clientID}-${++this.#ids}`)
    }
    return this.editor
  }
}

function newOutbox(): Outbox {
  return new Outbox({ tab: 'tab', now: () => 0, changed: () => {}, failed: () => {} })
}
