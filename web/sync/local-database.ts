import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb'
import { CLOSE, type Refusal } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'

/** Whose replica of which room. A refused replica is given up: the next one has a higher generation. */
export interface RoomPath {
  documentId: string
  room: RoomName
  userId: string
  epoch: string
}

/** A change that its tab made and the server hasn't acknowledged. `n` counts within the tab. */
export interface StoredEntry {
  /** Which room's, see outboxName. */
  store: string
  tab: string
  n: number
  update: Uint8Array
  /** `<root>/<key>` of what it set, in rooms made of maps. */
  keys: readonly string[]
  at: number
}

/** What could not be sent, and why: kept until its author has looked at it. */
export interface Rescue extends RoomPath {
  at: number
  code: number
  refusal: Refusal | undefined
  updates: readonly Uint8Array[]
  /** `<root>/<key>` → the record as it was here. */
  values: Readonly<Record<string, unknown>>
}

interface Schema extends DBSchema {
  rooms: { key: string; value: { path: string; generation: number } }
  outbox: { key: [store: string, tab: string, n: number]; value: StoredEntry }
  rescue: { key: number; value: Rescue }
}

const NAME = 'hezhu'
const CHANNEL = 'hezhu-forget'

/** What this browser keeps beside the rooms' own stores, shared by all tabs. */
export class LocalDatabase {
  readonly #db: IDBPDatabase<Schema>
  readonly #channel: BroadcastChannel | undefined
  #forgotten: (() => void) | undefined

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db
    this.#channel = openChannel()
    if (this.#channel) this.#channel.onmessage = () => this.#forget()
  }

  /** Rejects when this browser keeps nothing: private windows, a setting, a full disk. */
  static async open(): Promise<LocalDatabase> {
    return new LocalDatabase(await openDatabase())
  }

  /** Called when somebody signs out in any tab: from then on nothing is kept. */
  onForgotten(listener: () => void): void {
    this.#forgotten = listener
  }

  /** The name of the replica that is in use. */
  async replicaName(path: RoomPath): Promise<string> {
    const key = outboxName(path)
    const tx = this.#db.transaction('rooms', 'readwrite')
    const known = await tx.store.get(key)
    if (!known) await tx.store.put({ path: key, generation: 1 })
    await tx.done
    return nameOf(key, known?.generation ?? 1)
  }

  /** Gives a replica up, unless another tab has done so already, and the entries that can't be sent. */
  async giveUp(path: RoomPath, replica: string, entries: readonly StoredEntry[]): Promise<void> {
    const key = outboxName(path)
    const tx = this.#db.transaction(['rooms', 'outbox'], 'readwrite')
    const known = await tx.objectStore('rooms').get(key)
    if (known && nameOf(key, known.generation) === replica)
      await tx.objectStore('rooms').put({ path: key, generation: known.generation + 1 })
    for (const entry of entries) await tx.objectStore('outbox').delete(keyOf(entry))
    await tx.done
    void deleteReplicas(replica)
  }

  /**
   * Unsent work of a former epoch of the same room can no longer be sent: it becomes a rescue. Answers whether there
   * was any.
   */
  async rescueOtherEpochs(path: RoomPath, now: number): Promise<boolean> {
    const own = outboxName(path)
    let found = false
    for (const { path: other, generation } of await this.#db.getAll('rooms', epochsOf(path))) {
      if (other === own) continue
      const tx = this.#db.transaction(['rooms', 'outbox', 'rescue'], 'readwrite')
      const entries = await tx.objectStore('outbox').getAll(entriesOf(other))
      if (entries.length > 0) {
        found = true
        await tx.objectStore('rescue').add({
          ...path,
          epoch: other.slice(other.lastIndexOf('/') + 1),
          at: now,
          code: CLOSE.otherVersion,
          refusal: { reason: 'other-epoch', path: [] },
          updates: entries.map((entry) => entry.update),
          values: {},
        })
      }
      await tx.objectStore('outbox').delete(entriesOf(other))
      await tx.objectStore('rooms').delete(other)
      await tx.done
      void deleteReplicas(nameOf(other, generation))
    }
    return found
  }

  async entries(store: string): Promise<StoredEntry[]> {
    return this.#db.getAll('outbox', entriesOf(store))
  }

  async write(puts: readonly StoredEntry[], deletes: readonly StoredEntry[]): Promise<void> {
    if (puts.length === 0 && deletes.length === 0) return
    const tx = this.#db.transaction('outbox', 'readwrite')
    const work = [
      ...puts.map((entry) => tx.store.put(entry, keyOf(entry))),
      ...deletes.map((entry) => tx.store.delete(keyOf(entry))),
    ]
    await Promise.all([...work, tx.done])
  }

  /** Resolves when it is stored. */
  async keepRescue(rescue: Rescue): Promise<void> {
    const tx = this.#db.transaction('rescue', 'readwrite', { durability: 'strict' })
    await Promise.all([tx.store.add(rescue), tx.done])
  }

  close(): void {
    this.#channel?.close()
    this.#db.close()
  }

  #forget(): void {
    this.#forgotten?.()
    this.close()
  }
}

/** Under which name the unsent work of a room is kept, whatever becomes of its replica. */
export function outboxName({ documentId, room, userId, epoch }: RoomPath): string {
  return `${NAME}/${documentId}/${room}/${userId}/${epoch}`
}

/** At sign-out: deletes what this browser keeps of everybody's rooms, in all tabs. Never rejects. */
export async function forgetLocalRooms(): Promise<void> {
  const channel = openChannel()
  channel?.postMessage('forget')
  // One task for the tabs to hear it, this one's own rooms among them, before anything is deleted under them.
  await new Promise((resolve) => setTimeout(resolve, 0))
  channel?.close()
  try {
    const db = await openDatabase()
    const rooms = await db.getAll('rooms')
    const tx = db.transaction(['rooms', 'outbox', 'rescue'], 'readwrite')
    for (const name of ['rooms', 'outbox', 'rescue'] as const) await tx.objectStore(name).clear()
    await tx.done
    db.close()
    for (const { path, generation } of rooms) await deleteReplicas(nameOf(path, generation))
  } catch {
    // Where nothing can be kept there is nothing to forget.
  }
}

/** A room's replica, and the one of times without the right to write. */
async function deleteReplicas(name: string): Promise<void> {
  await Promise.allSettled([deleteDB(name), deleteDB(`${name}/read`)])
}

async function openDatabase(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(NAME, 1, {
    upgrade(db) {
      db.createObjectStore('rooms', { keyPath: 'path' })
      db.createObjectStore('outbox')
      db.createObjectStore('rescue', { autoIncrement: true })
    },
  })
}

function openChannel(): BroadcastChannel | undefined {
  return typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL)
}

/** All epochs of a room. */
function epochsOf({ documentId, room, userId }: RoomPath): IDBKeyRange {
  const start = `${NAME}/${documentId}/${room}/${userId}/`
  return IDBKeyRange.bound(start, `${start}\uffff`)
}

function keyOf({ store, tab, n }: StoredEntry): [string, string, number] {
  return [store, tab, n]
}

function nameOf(path: string, generation: number): string {
  return `${path}/${generation}`
}

function entriesOf(store: string): IDBKeyRange {
  return IDBKeyRange.bound([store], [store, []])
}
