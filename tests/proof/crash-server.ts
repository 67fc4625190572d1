import { flushCompileCache } from 'node:module'
import type { WebSocket as Socket } from 'ws'
import { WebSocket } from 'ws'
import type { Append, ClockRange, UpdateLog } from '../../server/storage/update-log.ts'
import { FRAME } from '../../shared/protocol.ts'
import { oneBlock } from '../support/content.ts'
import { startSyncServer, type TestServer } from '../support/sync-server.ts'
import { TestAccess } from '../support/test-access.ts'
import type { Step } from './crash-steps.ts'

/**
 * A sync server as a process of its own, that kills itself at a step of its pipeline. The steps are found from outside, by
 * wrapping what the server is given (log, listener, sockets); the server knows nothing of it. Told over IPC what to do.
 */
export type Order =
  /** `members` of `document` are known before anybody can come. */
  | { do: 'start'; directory: string; port: number; document: string; members: readonly string[] }
  | { do: 'open'; document: string; members: readonly string[] }
  /** Die when the step comes for the nth time from now on. */
  | { do: 'die'; at: Step; nth: number }
export type Report = { is: 'there' } | { is: 'listening'; port: number } | { is: 'open' } | { is: 'armed' }

const LINGER_MS = 15
/** How long what was sent before an ack has to leave the process. */
const LEAVE_MS = 5

let armed: { at: Step; nth: number } | null = null
function reaches(step: Step): boolean {
  return armed?.at === step && --armed.nth === 0
}
function die(): void {
  process.kill(process.pid, 'SIGKILL')
}
function pass(step: Step): void {
  if (reaches(step)) die()
}

/** Every call of the log can be died before and after; a commit and a fold also in the middle of their transactions. */
function mortal(log: UpdateLog): UpdateLog {
  const calls = Object.entries(log).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      pass(`${name}:before` as Step)
      const answer = await (call as (...args: unknown[]) => Promise<unknown>).apply(log, args)
      pass(`${name}:after` as Step)
      return answer
    },
  ])
  const watched = Object.fromEntries(calls) as UpdateLog
  return {
    ...watched,
    commit: (appends) =>
      watched.commit(appends.map((append, index) => trapped(append, index, appends.length))),
    compact(key, base, at) {
      // Its bytes are asked for when the archive has been written.
      const { bytes } = base
      const inside = {
        ...base,
        get bytes() {
          pass('compact:inside')
          return bytes
        },
      }
      return watched.compact(key, inside, at)
    },
  }
}

/** Clocks are gone through when the row itself has been written. */
class Trap extends Array<ClockRange> {
  step: Step = 'commit:first row'
  override [Symbol.iterator](): ReturnType<ClockRange[][typeof Symbol.iterator]> {
    pass(this.step)
    return super[Symbol.iterator]()
  }
}
function trapped(append: Append, index: number, count: number): Append {
  if (index > 0 && index < count - 1) return append
  const clocks = Trap.from(append.clocks) as Trap
  clocks.step = index === 0 ? 'commit:first row' : 'commit:last row'
  return { ...append, clocks }
}

/** What goes through sockets: frames in, and acks out. */
function watchSockets(): void {
  const { emit, send } = WebSocket.prototype
  WebSocket.prototype.emit = function (this: Socket, event: string | symbol, ...args: unknown[]) {
    if (event === 'message') pass('received')
    const answer = emit.call(this, event as string, ...args)
    if (event === 'message') pass('judged')
    if (event === 'close' && reaches('unloading')) setTimeout(die, Math.random() * 3 * LINGER_MS)
    return answer
  } as typeof emit
  WebSocket.prototype.send = function (this: Socket, frame: unknown, ...args: unknown[]) {
    const ack = frame instanceof Uint8Array && frame[0] === FRAME.ack
    // The others have heard of it, and the writer never does.
    if (ack && reaches('ack:before')) return void setTimeout(die, LEAVE_MS)
    ;(send as (...args: unknown[]) => void).call(this, frame, ...args)
    if (ack && reaches('ack:after')) setTimeout(die, LEAVE_MS)
  } as typeof send
}

let server: TestServer | null = null
const access = new TestAccess()
const say = (report: Report) => process.send?.(report)

function admit({ document, members }: { document: string; members: readonly string[] }): void {
  access.define(document, Object.fromEntries(members.map((name) => [name, 'editor' as const])))
}

async function obey(order: Order): Promise<void> {
  if (order.do === 'start') {
    const { directory, port } = order
    admit(order)
    server = await startSyncServer({
      directory,
      access,
      port,
      lingerMs: LINGER_MS,
      wrap: mortal,
      told: () => pass('told'),
    })
    say({ is: 'listening', port: server.port })
  } else if (order.do === 'open') {
    admit(order)
    const text = await server?.rooms.read(order.document, 'text')
    if (text === undefined || text.length <= 2) await server?.rooms.create(order.document, 'text', oneBlock())
    say({ is: 'open' })
  } else {
    armed = { at: order.at, nth: order.nth }
    say({ is: 'armed' })
  }
}

watchSockets()
process.on('message', (order: Order) => void obey(order))
process.on('disconnect', () => process.exit())
// Who is killed has no other time for it.
flushCompileCache()
say({ is: 'there' })
