import Database from 'better-sqlite3'
import * as Y from 'yjs'
import { checkRoom } from '../../server/start/backup/check-room.ts'
import { readLog } from '../../server/storage/sqlite/log-reader.ts'
import { openSqliteUpdateLog } from '../../server/storage/sqlite/sqlite-update-log.ts'
import type { RoomKey, UpdateLog } from '../../server/storage/update-log.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import { fold } from '../../server/sync/room/compaction.ts'
import type { Sync } from '../../server/sync/sync.ts'
import { createSync } from '../../server/sync/sync.ts'
import type { CloseCode } from '../../shared/protocol.ts'
import { SCHEMA_VERSION } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { emptyRoom } from '../support/guarded-room.ts'
import { cookieOf, TestAccess, userId } from '../support/test-access.ts'
import { Wire } from './wire.ts'

export const DOCUMENT = 'document-0001'
/** What the text begins with: none of it is of the letters that people type. */
const BEGUN = ['§ one', '§ two', '§ three', '§']
/** Whoever comes and goes must not meet a timer: rounds take milliseconds. */
const LINGER_MS = 2_000

/** The server with its real parts over a log in memory; only sockets and who may do what are made up. */
export class World {
  readonly access = new TestAccess()
  readonly room: RoomName
  readonly db = new Database(':memory:')
  readonly errors: unknown[] = []
  readonly log: UpdateLog
  #alive = { is: true }
  sync: Sync

  private constructor(room: RoomName, members: Record<string, Role>) {
    this.room = room
    this.access.define(DOCUMENT, members)
    this.log = openSqliteUpdateLog(':memory:', this.db)
    this.sync = this.#start()
  }

  static async begin(room: RoomName, members: Record<string, Role>): Promise<World> {
    const world = new World(room, members)
    if (room === 'text') await world.sync.rooms.create(DOCUMENT, 'text', begun())
    return world
  }

  get key(): RoomKey {
    return { documentId: DOCUMENT, epoch: 'epoch-1', room: this.room, userId: '' }
  }

  connect(name: string, clientId: number | null = null): Wire {
    const wire = new Wire()
    const client = clientId === null ? '' : `&client=${clientId}`
    this.sync.accept(wire.socket, {
      url: `/sync/${DOCUMENT}/${this.room}?schema=${SCHEMA_VERSION}&ack=1${client}`,
      headers: { cookie: cookieOf(name) },
    })
    return wire
  }

  roleOf(name: string): Role | null {
    return this.access.roleOf(DOCUMENT, userId(name))
  }
  close(name: string, code: CloseCode, reason: string): void {
    this.sync.rooms.close({ documentId: DOCUMENT, userId: userId(name) }, code, reason)
  }

  /** Says goodbye, and comes back from the log. */
  async restarts(): Promise<void> {
    await this.sync.drain()
    this.sync = this.#start()
  }
  /** Is gone in the middle of whatever it did; what was not committed then never is. */
  crashes(): void {
    this.#alive.is = false
    this.#alive = { is: true }
    this.sync = this.#start()
  }
  async folds(): Promise<void> {
    const { base, rows } = await this.log.load(this.key)
    const last = rows.at(-1)
    if (last === undefined) return
    const updates = [...(base === null ? [] : [base.bytes]), ...rows.map((row) => row.bytes)]
    await this.log.compact(this.key, { seq: last.seq, bytes: fold(this.room, updates, null) }, new Date())
  }

  /** The room as its log says, to the letter: stock Yjs would clean formats up besides. */
  async replayed(): Promise<Y.Doc> {
    const { base, rows } = await this.log.load(this.key)
    const ydoc = emptyRoom(this.room)
    if (base !== null) applyUpdates(ydoc, [base.bytes])
    for (const row of rows) applyUpdates(ydoc, [row.bytes])
    if (ydoc.store.pendingStructs !== null || ydoc.store.pendingDs !== null)
      throw new Error('the log has a gap')
    return ydoc
  }

  /** Whatever happened, `npm run verify` would find nothing wrong with what is stored. */
  async ends(): Promise<void> {
    await this.sync.drain()
    const { problems } = checkRoom(this.key, readLog(this.db), true)
    await this.log.close()
    if (problems.length > 0) throw new Error(problems.map(({ what }) => what).join('; '))
  }

  #start(): Sync {
    const alive = this.#alive
    const { log } = this
    return createSync({
      access: this.access,
      epochs: this.access,
      log: {
        ...log,
        async commit(appends) {
          if (!alive.is) throw new Error('killed')
          return log.commit(appends)
        },
        async bind(...args) {
          if (!alive.is) throw new Error('killed')
          return log.bind(...args)
        },
        async compact(...args) {
          if (alive.is) await log.compact(...args)
        },
        async probe() {},
      },
      listener: { committed: () => {} },
      observer: {
        error: (error) => void this.errors.push(error),
        storageFailed: (error) => void (alive.is && this.errors.push(error)),
      },
      lingerMs: LINGER_MS,
    })
  }
}

function begun(): Uint8Array {
  const ydoc = new Y.Doc()
  // Whose updates come first is decided by these.
  ydoc.clientID = 1
  const blocks = BEGUN.map((text, n) => {
    const block = new Y.XmlElement('block')
    const attributes = { id: `block-00000${n}`, kind: 'paragraph', level: 0, indent: 0 }
    for (const [name, value] of Object.entries(attributes)) block.setAttribute(name, value as string)
    block.insert(0, [new Y.XmlText(text)])
    return block
  })
  ydoc.getXmlFragment('text').insert(0, blocks)
  return Y.encodeStateAsUpdate(ydoc)
}

/** Lets all that waits for its turn happen: commits, and what follows from them. */
export async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve))
}
