import { deleteDB } from 'idb'
import {
  type Database,
  epochsOf,
  openDatabase,
  outboxName,
  pathOfName,
  type RoomPath,
  type StoredEntry,
} from './local-schema.ts'
import { forgetRescuesHere, Rescues } from './rescues.ts'
import { Tabs } from './tabs.ts'

/** A replica that is in use no more, as it lies in the browser. */
export interface FormerReplica {
  path: RoomPath
  /** Names of the replica, and of the one of times without the right to write. */
  names: readonly string[]
}

/** What this browser keeps beside the rooms' own stores, shared by all tabs. */
export class LocalDatabase {
  readonly rescues: Rescues
  readonly #db: Database
  readonly #tabs: Tabs
  #forgotten: ((userId: string | undefined) => void) | undefined
  readonly #afresh = new Map<string, () => void>()

  private constructor(db: Database) {
    this.#db = db
    this.rescues = new Rescues(db)
    this.#tabs = new Tabs((message) => {
      if (message.kind === 'forget') this.#forgotten?.(message.userId)
      if (message.kind === 'afresh') this.#afresh.get(message.replica)?.()
    })
  }

  /** Rejects when this browser keeps nothing: private windows, a setting, a full disk. */
  static async open(): Promise<LocalDatabase> {
    return new LocalDatabase(await openDatabase())
  }

  /** Called when somebody signs out in any tab: from then on nothing of his is kept. */
  onForgotten(listener: (userId: string | undefined) => void): void {
    this.#forgotten = listener
  }

  /** Called when another tab has given this replica up. */
  onGivenUp(replica: string, listener: () => void): void {
    this.#afresh.set(replica, listener)
  }

  /** The name of the replica that is in use. */
  async replicaName(path: RoomPath): Promise<string> {
    const key = outboxName(path)
    const tx = this.#db.transaction('rooms', 'readwrite')
    const known = await tx.store.get(key)
    // A former epoch that is in use again, after a restored backup for example, is a room like any other.
    if (!known || known.former) await tx.store.put({ path: key, generation: (known?.generation ?? 0) + 1 })
    await tx.done
    return nameOf(key, known ? (known.former ? known.generation + 1 : known.generation) : 1)
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
    this.#tabs.tell({ kind: 'afresh', replica })
    void deleteReplicas(replica)
  }

  /** Other epochs of a room of which something is still here. */
  async formerReplicas(path: RoomPath): Promise<FormerReplica[]> {
    const rooms = await this.#db.getAll('rooms', epochsOf(path))
    return rooms
      .filter((room) => room.path !== outboxName(path))
      .flatMap(({ path: name, generation }) => {
        const former = pathOfName(name)
        return former ? [{ path: former, names: replicaNames(nameOf(name, generation)) }] : []
      })
  }

  /** What was unsent in a former epoch has been put aside; the replica stays until it has been compared. */
  async leaveFormer({ path }: FormerReplica): Promise<void> {
    const name = outboxName(path)
    const tx = this.#db.transaction(['rooms', 'outbox'], 'readwrite')
    const known = await tx.objectStore('rooms').get(name)
    if (known) await tx.objectStore('rooms').put({ ...known, former: true })
    await tx.objectStore('outbox').delete(entriesOf(name))
    await tx.done
  }

  /** A former epoch has been compared with the new one. */
  async forgetFormer({ path, names }: FormerReplica): Promise<void> {
    await this.#db.delete('rooms', outboxName(path))
    for (const name of names) void deleteDB(name).catch(() => {})
  }

  async entries(store: string): Promise<StoredEntry[]> {
    return this.#db.getAll('outbox', entriesOf(store))
  }

  /** All of a person's unsent work, by room. */
  async unsentOf(userId: string): Promise<Map<RoomPath, StoredEntry[]>> {
    const unsent = new Map<RoomPath, StoredEntry[]>()
    const byStore = Map.groupBy(await this.#db.getAll('outbox'), ({ store }) => store)
    for (const [store, entries] of byStore) {
      const path = pathOfName(store)
      if (path?.userId === userId) unsent.set(path, entries)
    }
    return unsent
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

  close(): void {
    this.#tabs.close()
    this.#db.close()
  }
}

/**
 * At sign-out: deletes what this browser keeps of this person's rooms, in all tabs; without a name, of everybody's. Work of
 * somebody else, who was signed out elsewhere, stays for his return. Never rejects.
 */
export async function forgetLocalRooms(userId?: string): Promise<void> {
  const tabs = new Tabs()
  tabs.tell({ kind: 'forget', userId })
  // One task for the tabs to hear it, this one's own rooms among them, before anything is deleted under them.
  await new Promise((resolve) => setTimeout(resolve, 0))
  tabs.close()
  forgetRescuesHere(userId)
  try {
    const db = await openDatabase()
    const his = (name: string) => userId === undefined || pathOfName(name)?.userId === userId
    const rooms = (await db.getAll('rooms')).filter(({ path }) => his(path))
    const tx = db.transaction(['rooms', 'outbox', 'rescue'], 'readwrite')
    for (const { path } of rooms) await tx.objectStore('rooms').delete(path)
    const outbox = tx.objectStore('outbox')
    for (const key of await outbox.getAllKeys()) if (his(key[0])) await outbox.delete(key)
    const rescue = tx.objectStore('rescue')
    for (let cursor = await rescue.openCursor(); cursor; cursor = await cursor.continue())
      if (userId === undefined || cursor.value.userId === userId) await cursor.delete()
    await tx.done
    db.close()
    for (const { path, generation } of rooms) await deleteReplicas(nameOf(path, generation))
  } catch {
    // Where nothing can be kept there is nothing to forget.
  }
}

function replicaNames(name: string): string[] {
  return [name, `${name}/read`]
}

async function deleteReplicas(name: string): Promise<void> {
  await Promise.allSettled(replicaNames(name).map((one) => deleteDB(one)))
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
