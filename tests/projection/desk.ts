import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { AnnotationQuery } from '../../server/http/ports.ts'
import { Projection } from '../../server/projection/projection.ts'
import type { AnnotationIndex } from '../../server/storage/annotation-index.ts'
import { openSqliteAnnotationIndex } from '../../server/storage/sqlite/sqlite-annotation-index.ts'
import { openSqliteUpdateLog } from '../../server/storage/sqlite/sqlite-update-log.ts'
import type { RoomKey, UpdateLog } from '../../server/storage/update-log.ts'
import { CommitQueue } from '../../server/sync/log/commit-queue.ts'
import type { CommittedEvent } from '../../server/sync/ports.ts'
import type { Peer } from '../../server/sync/room/peer.ts'
import { Room } from '../../server/sync/room/room.ts'
import type { Role } from '../../shared/roles.ts'
import { userId } from '../support/test-access.ts'

export const BASE = 'https://hezhu.test/api/documents/document1/annotations'
export const DOCUMENT = 'document1'
const KEY: RoomKey = { documentId: DOCUMENT, epoch: 'epoch-1', room: 'notes', userId: '' }

/** Somebody with a replica of the notes; what he writes goes through guard and log like anybody's. */
export class Writer implements Peer {
  readonly user: { id: string; name: string }
  readonly ydoc = new Y.Doc()
  readonly #desk: Desk

  constructor(desk: Desk, name: string, role: Role) {
    this.#desk = desk
    this.user = { id: userId(name), name }
    this.ydoc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) return
      const received = desk.room.receive(this, role, update)
      if (received.outcome !== 'accepted') throw new Error(`${name}: ${JSON.stringify(received)}`)
    })
  }
  send(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    const [type, sub] = [decoding.readVarUint(decoder), decoding.readVarUint(decoder)]
    if (type === 0 && sub > 0) Y.applyUpdate(this.ydoc, decoding.readVarUint8Array(decoder), this)
  }
  sendJoin(frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.send(frame)
  }
  close(code: number, reason: string): void {
    throw new Error(`${this.user.name} was closed: ${code} ${reason}`)
  }
  map(root: string): Y.Map<unknown> {
    return this.ydoc.getMap(root)
  }
  /** Another connection of the server's room, after a restart. */
  sitsDown(): this {
    this.#desk.room.join(this)
    this.#desk.room.sendAll(this, new Map())
    return this
  }
}

/** The notes of one document on a real log and a real index; only sockets and names are made up. */
export class Desk {
  readonly directory: string
  readonly log: UpdateLog
  readonly index: AnnotationIndex
  readonly projection: Projection
  readonly room: Room
  readonly errors: unknown[] = []
  epoch = KEY.epoch
  readonly #queue: CommitQueue

  private constructor(
    directory: string,
    log: UpdateLog,
    index: AnnotationIndex,
    room: DeskRoom,
    listens: boolean,
  ) {
    this.directory = directory
    this.log = log
    this.index = index
    this.projection = this.fresh(index)
    this.#queue = new CommitQueue(log)
    this.room = new Room(KEY, room.stored, {
      queue: this.#queue,
      listener: { committed: (event: CommittedEvent) => listens && this.projection.committed(event) },
      now: () => new Date(),
      mayClaim: () => true,
      isPurged: () => false,
      broken: (error) => this.errors.push(error),
      report: (error) => this.errors.push(error),
    })
  }

  static async open(options: DeskOptions = {}): Promise<Desk> {
    const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'hezhu-notes-')))
    const log = openSqliteUpdateLog(join(directory, 'log.sqlite'))
    const opened = openSqliteAnnotationIndex(join(directory, 'index.sqlite'))
    const index = options.wrap?.(opened) ?? opened
    return new Desk(directory, log, index, { stored: await log.load(KEY) }, options.listens ?? true)
  }

  /** A projection over the same log, over another index if one is given. */
  fresh(index: AnnotationIndex): Projection {
    return new Projection({
      index,
      log: this.log,
      epochOf: (id) => (id === DOCUMENT ? this.epoch : null),
      namesOf: async () => new Map([[userId('alice'), 'Alice']]),
      report: (error) => this.errors.push(error),
    })
  }

  writer(name: string, role: Role = 'annotator'): Writer {
    return new Writer(this, name, role).sitsDown()
  }
  list(query: Partial<AnnotationQuery> = {}, projection = this.projection): Promise<Page> {
    return projection.list(DOCUMENT, { page: 0, ...query }, BASE) as Promise<Page>
  }
  async count(projection = this.projection): Promise<number | undefined> {
    return (await projection.countsOf([DOCUMENT])).get(DOCUMENT)
  }
  /** All that has been written is on the disk; the projection may not know yet. */
  stored(): Promise<void> {
    return this.#queue.idle()
  }
  /** All that has been written is on the disk, and the projection has heard of it. */
  async settled(): Promise<void> {
    await this.#queue.idle()
    await this.projection.idle()
  }
  async closes(): Promise<void> {
    await this.settled()
    this.room.dispose()
    await this.log.close()
    await this.index.close()
  }
  async reopens(options: DeskOptions = {}): Promise<Desk> {
    await this.closes()
    return Desk.open({ ...options, directory: this.directory })
  }
  async remove(): Promise<void> {
    await this.closes()
    await rm(this.directory, { recursive: true, force: true })
  }
}

interface DeskRoom {
  stored: Awaited<ReturnType<UpdateLog['load']>>
}
export interface DeskOptions {
  directory?: string
  /** False: the projection is not told of commits. */
  listens?: boolean
  /** Wraps the index, to make it fail. */
  wrap?(index: AnnotationIndex): AnnotationIndex
}

/** As much of an AnnotationPage as tests look at. */
export interface Page {
  '@context': string
  id: string
  type: string
  partOf: { id: string; type: string; total: number; first: string; last: string }
  startIndex: number
  next?: string
  prev?: string
  items: Item[]
}
export interface Item {
  id: string
  type: string
  motivation: string
  creator: { id: string; type: string; name?: string }
  created: string
  modified: string
  body: { type: string; purpose: string; value: string }[]
  target: unknown[]
  status: string
}

/** The notes' own ids, in order. */
export function idsOf(page: Page): string[] {
  return page.items.map((item) => item.id.slice(BASE.length + 1))
}
