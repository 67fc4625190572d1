import { expect } from 'vitest'
import * as Y from 'yjs'
import { readFrame, syncFrame } from '../../server/sync/frames.ts'
import type { CloseCode } from '../../shared/protocol.ts'
import { FRAME, SYNC, syncPath } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { newKey } from './content.ts'
import { emptyRoom, jsonOf } from './guarded-room.ts'
import { RawSocket } from './raw-socket.ts'
import { Client, OURS } from './sync-client.ts'
import type { TestServer } from './sync-server.ts'
import { until } from './until.ts'

const MEMBERS: Record<string, Role> = {
  alice: 'owner',
  ed: 'editor',
  bob: 'annotator',
  eve: 'annotator',
  rita: 'reader',
}

/**
 * A room with two honest people in it, to attack: alice and ed go on working, and whatever happens to the others must
 * not happen to them.
 */
export class Stage {
  readonly server: TestServer
  readonly document: string
  readonly room: RoomName
  readonly alice: Client
  readonly ed: Client
  readonly #before: unknown
  readonly #raw: RawSocket[] = []

  constructor(server: TestServer, document: string, room: RoomName, alice: Client, ed: Client) {
    this.server = server
    this.document = document
    this.room = room
    this.alice = alice
    this.ed = ed
    this.#before = jsonOf(alice.ydoc)
  }

  /** Opens a new document's room; `begin` is what alice has written in it before anybody attacks. */
  static async open(server: TestServer, room: RoomName, begin: (alice: Client) => void = () => {}) {
    const document = await server.document(MEMBERS)
    const join = (as: string) =>
      new Client(server, { as, document, room, params: OURS, ydoc: emptyRoom(room) })
    const [alice, ed] = [join('alice'), join('ed')] as const
    await Promise.all([alice.whenSaved(), ed.whenSaved()])
    begin(alice)
    await alice.whenSaved()
    await until('ed sees it', () => JSON.stringify(jsonOf(ed.ydoc)) === JSON.stringify(jsonOf(alice.ydoc)))
    return new Stage(server, document, room, alice, ed)
  }

  /** A bare socket in the room that has heard whatever greets it. */
  async intruder(as = 'eve', options: { client?: number; room?: RoomName } = {}): Promise<RawSocket> {
    const { room = this.room, ...rest } = options
    const socket = new RawSocket(this.server, syncPath(this.document, room, { ...rest, ack: true }), { as })
    this.#raw.push(socket)
    await socket.open()
    socket.send(syncFrame(SYNC.step1, Uint8Array.of(0)))
    await until(
      `${as} is in`,
      () => socket.code !== 0 || socket.frames(FRAME.sync).some((frame) => frame[1] === SYNC.step2),
    )
    return socket
  }

  /** The room as an intruder can read it. */
  async stolen(): Promise<Y.Doc> {
    const ydoc = emptyRoom(this.room)
    Y.applyUpdate(ydoc, await this.server.rooms.read(this.document, this.room))
    return ydoc
  }

  /** Sends an update as `as`, and answers why it was refused and with which code. */
  async refusal(as: string, bytes: Uint8Array): Promise<{ reason: string; code: CloseCode }> {
    const socket = await this.intruder(as)
    socket.send(syncFrame(SYNC.update, bytes))
    const code = (await socket.closed()) as CloseCode
    return { reason: reasonIn(socket), code }
  }

  /** Alice and ed have noticed nothing, and go on; what is in the log is what they see. */
  async unharmed(): Promise<void> {
    for (const witness of [this.alice, this.ed])
      expect([witness.closed, witness.refusal]).toEqual([null, null])
    const first = this.#writes(this.ed)
    await this.ed.whenSaved()
    await until('alice sees what ed writes', () => this.#has(this.alice, first))
    const second = this.#writes(this.alice)
    await this.alice.whenSaved()
    await until('ed sees what alice writes', () => this.#has(this.ed, second))
    expect(jsonOf(this.ed.ydoc)).toEqual(jsonOf(this.alice.ydoc))
    expect(jsonOf(await this.stolen())).toEqual(jsonOf(this.alice.ydoc))
    this.#takesBack(this.ed, first)
    this.#takesBack(this.alice, second)
    await Promise.all([this.ed.whenSaved(), this.alice.whenSaved()])
    await until(
      'it is as before',
      () => JSON.stringify(jsonOf(this.ed.ydoc)) === JSON.stringify(jsonOf(this.alice.ydoc)),
    )
    expect(jsonOf(this.alice.ydoc)).toEqual(this.#before)
    expect(this.server.errors).toEqual([])
  }

  close(): void {
    for (const socket of this.#raw) socket.socket.terminate()
    this.alice.leaves()
    this.ed.leaves()
  }

  get #fragment(): boolean {
    return this.room === 'text' || this.room === 'commentary'
  }
  #writes(who: Client): string {
    if (!this.#fragment) return who.annotates('照常', newKey(who.id))
    const block = new Y.XmlElement('block')
    block.setAttribute('id', who.name.padEnd(8, '0'))
    who.ydoc.getXmlFragment(this.room).insert(0, [block])
    return who.name.padEnd(8, '0')
  }
  #has(who: Client, written: string): boolean {
    if (!this.#fragment) return who.annotations.has(written)
    return who.ydoc.getXmlFragment(this.room).toString().includes(written)
  }
  #takesBack(who: Client, written: string): void {
    if (!this.#fragment) return void who.annotations.delete(written)
    const fragment = who.ydoc.getXmlFragment(this.room)
    const at = fragment.toArray().findIndex((block) => (block as Y.XmlElement).getAttribute('id') === written)
    fragment.delete(at, 1)
  }
}

/** The reason in the last refusal that a socket was sent. */
export function reasonIn(socket: RawSocket): string {
  const frame = socket.frames(FRAME.refusal).at(-1)
  if (frame === undefined) return 'none'
  return JSON.parse(new TextDecoder().decode(frame.subarray(frame.length < 130 ? 2 : 3))).reason
}

/** Presence that a socket was shown, by clientID. */
export function shownTo(socket: RawSocket): Map<number, unknown> {
  const states = new Map<number, unknown>()
  for (const bytes of socket.frames(FRAME.awareness)) {
    const frame = readFrame(bytes)
    if (frame.type !== 'awareness') continue
    for (const { client, state } of frame.entries) states.set(client, JSON.parse(state))
  }
  return states
}
