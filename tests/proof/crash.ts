import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import * as Y from 'yjs'
import { openSqliteUpdateLog } from '../../server/storage/sqlite/sqlite-update-log.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { firstText, newKey } from '../support/content.ts'
import { emptyRoom } from '../support/guarded-room.ts'
import { Client, OURS } from '../support/sync-client.ts'
import { until } from '../support/until.ts'
import type { Order, Report } from './crash-server.ts'
import { STEPS, type Step } from './crash-steps.ts'
import type { Figures, Proof, Round } from './round.ts'

const SCRIPT = fileURLToPath(new URL('./crash-server.ts', import.meta.url))
const PEOPLE = ['alice', 'bob'] as const
const ROOMS = ['notes', 'text'] as const
/** What makes a log long enough to be folded. */
const LONG = 6
const LONG_CHARS = 180_000

/**
 * Kills the server at one step of its pipeline while people write, and looks what is on the disk: all that was acknowledged, and all
 * that anybody else was shown; nothing by half; and a log that can be read. Then it is started again, and nobody misses anything.
 */
export async function openCrash(): Promise<Proof> {
  const directory = await mkdtemp(join(tmpdir(), 'hezhu-crash-'))
  const servers = new Servers(directory)
  return {
    play: (round) => new Crash(round, servers).play(),
    async end() {
      servers.end()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The server that runs, and the next one, which is there already when the first dies: most of a start is loading code. */
class Servers {
  readonly directory: string
  port = 0
  started = 0
  #now: ChildProcess | null = null
  #next: ChildProcess | null = null

  constructor(directory: string) {
    this.directory = directory
  }

  /** Starts one where none runs. The document is there when people come. */
  async runs(document: string): Promise<void> {
    if (this.#now !== null) return
    const server = this.#next ?? this.#spawn()
    this.#now = server
    const { directory, port } = this
    const said = await ask(server, { do: 'start', directory, port, document, members: PEOPLE })
    if (said.is === 'listening') this.port = said.port
    server.once('exit', () => {
      if (this.#now === server) this.#now = null
    })
    this.#next = this.#spawn()
    this.started++
  }
  async tell(order: Order): Promise<void> {
    if (this.#now !== null) await ask(this.#now, order)
  }
  get running(): boolean {
    return this.#now !== null
  }
  kill(): void {
    this.#now?.kill('SIGKILL')
  }
  end(): void {
    this.kill()
    this.#next?.kill('SIGKILL')
  }

  #spawn(): ChildProcess {
    // Code that was compiled once is there for all that follow.
    const env = { ...process.env, NODE_COMPILE_CACHE: join(this.directory, 'code') }
    return fork(SCRIPT, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  }
}

/** Its answer; an order given before it is there waits for it. */
async function ask(server: ChildProcess, order: Order): Promise<Report> {
  server.send(order)
  for (;;) {
    const [report] = (await once(server, 'message')) as [Report]
    if (report.is !== 'there') return report
  }
}

/** Something that was written as one change with two halves. */
interface Written {
  room: (typeof ROOMS)[number]
  by: string
  what: string
}

class Crash {
  readonly #round: Round
  readonly #servers: Servers
  readonly #document: string
  readonly #clients: Client[] = []
  readonly #written: Written[] = []
  readonly #acked = new Set<Written>()
  readonly #figures: Figures = { kills: 1, missed: 0, writes: 0, acked: 0 }
  #long = ''

  constructor(round: Round, servers: Servers) {
    this.#round = round
    this.#servers = servers
    this.#document = `crash-${String(round.random.below(2 ** 32)).padStart(10, '0')}`
  }

  async play(): Promise<Figures> {
    const { random, story } = this.#round
    const folding = random.chance(0.1)
    const at = random.pick(STEPS.filter((step) => step.startsWith('compact') === folding))
    const nth = 1 + random.below(at.startsWith('compact') ? 1 : at.startsWith('load') ? 2 : 6)
    story.push(`dies at ${at}, time ${nth}`)
    this.#figures[at] = 1
    await this.#servers.runs(this.#document)
    await this.#opens()
    for (const room of ROOMS) for (const as of PEOPLE) this.#comes(as, room)
    try {
      const early = at.startsWith('bind') || random.chance(0.1)
      if (early) await this.#arms(at, nth)
      else {
        await Promise.all(this.#clients.map((client) => client.whenSaved()))
        await this.#arms(at, nth)
      }
      await this.#works(at)
      await until('the server is dead', () => !this.#servers.running)
      await this.#checkDisk()
      await this.#servers.runs(this.#document)
      await this.#opens()
      await this.#checkAfterwards()
    } finally {
      for (const client of this.#clients) client.leaves()
    }
    this.#figures.writes = this.#written.length
    this.#figures.acked = this.#acked.size
    return this.#figures
  }

  #opens(): Promise<void> {
    return this.#servers.tell({ do: 'open', document: this.#document, members: PEOPLE })
  }
  #comes(as: string, room: (typeof ROOMS)[number]): void {
    const client = new Client(this.#servers, {
      as,
      document: this.#document,
      room,
      params: OURS,
      ydoc: emptyRoom(room),
    })
    this.#clients.push(client)
  }

  async #arms(at: Step, nth: number): Promise<void> {
    if (at !== 'any') return this.#servers.tell({ do: 'die', at, nth })
    globalThis.setTimeout(() => this.#servers.kill(), this.#round.random.below(60))
  }

  /** Everybody writes until the server is dead; in the end somebody kills it, if it never came by its step. */
  async #works(at: Step): Promise<void> {
    const { random } = this.#round
    if (at.startsWith('compact')) this.#writesMuch()
    for (let n = 0; n < 40 && this.#servers.running; n++) {
      const client = random.pick(this.#clients)
      if (client.ydoc.getXmlFragment('text').length > 0 || client.ydoc.share.has('annotations'))
        this.#writes(client)
      if (random.chance(0.5)) await setTimeout(random.below(3))
    }
    // Rooms that everybody has left are unloaded, folded if they are long, and loaded again.
    for (let visit = 0; visit < 3 && this.#servers.running; visit++) {
      await Promise.race([
        Promise.all(this.#clients.map((client) => client.whenSaved())),
        until('the server is dead', () => !this.#servers.running),
      ])
      for (const client of this.#clients) client.goesOffline()
      await setTimeout(40 + (at.startsWith('compact') ? 150 : 0))
      for (const client of this.#clients) client.comesBack()
    }
    if (!this.#servers.running) return
    // It never came by its step.
    if (at !== 'any') this.#figures.missed = 1
    this.#servers.kill()
  }

  #writes(client: Client): void {
    const { room } =
      client.provider.roomname === 'notes' ? { room: 'notes' as const } : { room: 'text' as const }
    const written: Written = { room, by: client.name, what: '' }
    if (room === 'notes') {
      written.what = newKey(client.id)
      client.ydoc.transact(() => {
        client.annotates(written.what, written.what)
        client.ydoc.getMap('reactions').set(reactionTo(written.what), { at: '2026-03-01T08:00:00Z' })
      })
    } else {
      written.what = String.fromCharCode(0x4e00 + this.#written.length)
      const text = firstText(client.ydoc)
      client.ydoc.transact(() => {
        text.insert(0, written.what)
        text.insert(text.length, written.what)
      })
    }
    this.#written.push(written)
    this.#watches(client, written)
  }
  /** Its ack is that of the frame which has just left; what was written offline comes with a later step 2. */
  #watches(client: Client, written: Written): void {
    const frame = client.provider.synced ? client.writes : Number.POSITIVE_INFINITY
    const heard = client.onAck
    const { provider } = client
    const socket = provider.ws
    client.onAck = (count) => {
      heard?.(count)
      if (count >= frame && provider.ws === socket) this.#acked.add(written)
    }
  }
  #writesMuch(): void {
    const client = this.#clients.find(({ provider }) => provider.roomname === 'text')
    if (client === undefined || client.ydoc.getXmlFragment('text').length === 0) return
    const text = firstText(client.ydoc)
    for (let n = 0; n < LONG; n++) text.insert(text.length, String(n).repeat(LONG_CHARS))
    this.#long = 'written'
  }

  /** What is in the file, before any server has touched it again. */
  async #checkDisk(): Promise<void> {
    const file = join(this.#servers.directory, 'log.sqlite')
    const db = new Database(file)
    const log = openSqliteUpdateLog(file, db)
    try {
      // Of the whole file, which grows with every round.
      const intact = this.#servers.started % 20 === 0 ? db.pragma('quick_check', { simple: true }) : 'ok'
      if (intact !== 'ok') throw new Error(`the file is damaged: ${intact}`)
      for (const room of ROOMS) {
        const { base, rows } = await log.load({
          documentId: this.#document,
          epoch: 'epoch-1',
          room,
          userId: '',
        })
        const ydoc = emptyRoom(room)
        if (base !== null) Y.applyUpdate(ydoc, base.bytes)
        for (const row of rows) Y.applyUpdate(ydoc, row.bytes)
        if (ydoc.store.pendingStructs !== null || ydoc.store.pendingDs !== null)
          throw new Error(`the log of ${room} has a gap`)
        this.#checkStored(room, ydoc)
        this.#checkShown(room, ydoc)
      }
    } finally {
      await log.close()
    }
  }
  #checkStored(room: RoomName, ydoc: Y.Doc): void {
    for (const written of this.#written) {
      if (written.room !== room) continue
      const halves = halvesOf(written, ydoc)
      if (halves === 1) throw new Error(`half of ${written.what} is stored`)
      if (halves === 0 && this.#acked.has(written))
        throw new Error(`${written.what} was acknowledged and is lost`)
    }
  }
  /** What others have seen is stored, whether it was acknowledged or not. */
  #checkShown(room: RoomName, ydoc: Y.Doc): void {
    for (const client of this.#clients) {
      if (client.provider.roomname !== room) continue
      for (const [id, clock] of Y.decodeStateVector(Y.encodeStateVector(client.ydoc))) {
        if (id === client.ydoc.clientID) continue
        if (clock > Y.getState(ydoc.store, id)) throw new Error(`${client.name} was shown what is not stored`)
      }
    }
  }

  /** Everybody comes back by himself, and all that was ever written is there, once. */
  async #checkAfterwards(): Promise<void> {
    await until('all is saved', () => this.#clients.every((client) => client.saved)).catch((error: Error) => {
      const states = this.#clients.map(({ name, provider, refusal, closed }) => ({
        name,
        room: provider.roomname,
        connected: provider.wsconnected,
        refusal,
        closed,
      }))
      throw new Error(`${error.message} ${JSON.stringify(states)}`)
    })
    for (const room of ROOMS) {
      const here = this.#clients.filter(({ provider }) => provider.roomname === room)
      await until('all have all', () =>
        here.every(({ ydoc }) =>
          this.#written.every((written) => written.room !== room || halvesOf(written, ydoc) === 2),
        ),
      )
      if (room !== 'text') continue
      const [first, second] = here.map((client) => client.text)
      if (first !== second) throw new Error('they see different texts')
      if (this.#long !== '' && (first ?? '').replaceAll(/\D/g, '').length !== LONG * LONG_CHARS)
        throw new Error('the long text is not all there')
    }
  }
}

function reactionTo(note: string): string {
  return `${note}|${note.slice(0, note.indexOf(':'))}|👍`
}

/** How much of it is there: 0, 1 or 2; more would be more than was written. */
function halvesOf({ room, what }: Written, ydoc: Y.Doc): number {
  if (room === 'notes')
    return (
      Number(ydoc.getMap('annotations').has(what)) + Number(ydoc.getMap('reactions').has(reactionTo(what)))
    )
  const halves = ydoc.getXmlFragment('text').toString().split(what).length - 1
  if (halves > 2) throw new Error(`${what} is there ${halves} times`)
  return halves
}
