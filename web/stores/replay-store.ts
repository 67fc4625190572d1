import { canWriteRoom, type RoomName } from '../../shared/rooms.ts'
import { REPLAYED, type ReplayOptions, replay } from '../sync/replay.ts'
import type { Rescues } from '../sync/rescues.ts'

export interface ReplayStoreOptions {
  rescues: Promise<Rescues>
  room(name: RoomName): ReplayOptions['room']
}

/** Whenever the document is in step with the server, what waits to be sent again is sent; one run at a time. */
export class ReplayStore {
  readonly #options: ReplayStoreOptions
  #connected = false
  #running = false

  constructor(options: ReplayStoreOptions) {
    this.#options = options
  }

  connected(connected: boolean): void {
    const before = this.#connected
    this.#connected = connected
    if (connected && !before) void this.#run()
  }

  async #run(): Promise<void> {
    if (this.#running) return
    this.#running = true
    try {
      const rescues = await this.#options.rescues
      for (const name of REPLAYED) {
        const room = this.#options.room(name)
        if (canWriteRoom(room.role, name)) await replay({ rescues, room })
      }
    } catch {
      // What is put aside stays there, whatever kept it from being read; the next connection tries again.
    }
    this.#running = false
  }
}
