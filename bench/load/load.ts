import { setTimeout as sleep } from 'node:timers/promises'
import { Connection, type Seat } from './connection.ts'
import { cpuSeconds, Latencies, residentMegabytes } from './measure.ts'
import { appendUpdate, findMarkers } from './payload.ts'

/**
 * The load generator, a process of its own: some clients write at a fixed rate, all others receive. The same load
 * is offered to every server, so what differs is how long a delivery takes and what it costs.
 */
export interface Load {
  seats: Seat[]
  /** How many of the clients write; each of them `perSecond` updates. */
  writers: number
  perSecond: number
  seconds: number
  serverPid: number
}
export interface Outcome {
  /** From the write call to the arrival of the bytes, milliseconds. */
  p50: number
  p99: number
  /** Share of the expected deliveries that came; anything but 1 disqualifies the rest. */
  delivered: number
  deliveriesPerSecond: number
  /** CPU of the server a delivery, microseconds. */
  cpuPerDelivery: number
  serverCpuPercent: number
  residentMegabytes: number
}

process.on('message', async (load: Load) => {
  try {
    process.send?.({ outcome: await run(load) })
  } catch (error) {
    process.send?.({ failure: (error as Error).message })
  }
  process.disconnect()
  process.exit(0)
})

async function run({ seats, writers, perSecond, seconds, serverPid }: Load): Promise<Outcome> {
  const latencies = new Latencies()
  const sentAt = Array.from({ length: writers }, () => [] as number[])
  let lost: Error | null = null
  const connections = await join(
    seats,
    (receiver, payload) => {
      const now = performance.now()
      findMarkers(payload, (writer, sequence) => {
        const sent = writer === receiver ? undefined : sentAt[writer]?.[sequence]
        if (sent !== undefined) latencies.add(now - sent)
      })
    },
    (reason) => {
      lost = reason
    },
  )

  const total = perSecond * seconds
  const plan = planWrites(connections.slice(0, writers), seats, perSecond, total)
  const cpuBefore = cpuSeconds(serverPid)
  const start = performance.now()
  for (const { at, writer, write } of plan) {
    const early = start + at - performance.now()
    // Timers are no finer than a millisecond: what is due by then goes out together.
    if (early > 0.5) await sleep(early)
    if (lost) throw lost
    // The n-th time of a writer is that of his n-th update.
    sentAt[writer]?.push(performance.now())
    write()
  }
  const expected = total * writers * (seats.length - 1)
  for (let wait = 0; wait < 150 && latencies.count < expected; wait++) await sleep(20)
  const elapsed = (performance.now() - start) / 1000
  const cpu = cpuSeconds(serverPid) - cpuBefore
  const outcome = {
    ...latencies.quantiles(),
    delivered: latencies.count / expected,
    deliveriesPerSecond: latencies.count / elapsed,
    cpuPerDelivery: (cpu * 1e6) / latencies.count,
    serverCpuPercent: (cpu / elapsed) * 100,
    residentMegabytes: residentMegabytes(serverPid),
  }
  for (const { socket } of connections) socket.destroy()
  return outcome
}

/** Ten at a time, as a room fills up; then a moment for what the joins left behind. */
async function join(
  seats: Seat[],
  received: (receiver: number, payload: Buffer) => void,
  lost: (reason: Error) => void,
): Promise<Connection[]> {
  const connections: Connection[] = []
  for (let first = 0; first < seats.length; first += 10) {
    const group = seats
      .slice(first, first + 10)
      .map((seat, offset) => new Connection(seat, (payload) => received(first + offset, payload), lost))
    await Promise.race([
      Promise.all(group.map(({ ready }) => ready)),
      sleep(20_000).then(() => Promise.reject(new Error('Joining took more than 20 s.'))),
    ])
    connections.push(...group)
  }
  await sleep(500)
  return connections
}

interface Write {
  /** Milliseconds from the start. */
  at: number
  writer: number
  write(): void
}

/** Every write in order of time, spread evenly over the writers, its frame encoded beforehand. */
function planWrites(writers: Connection[], seats: Seat[], perSecond: number, total: number): Write[] {
  const gap = 1000 / perSecond
  return Array.from({ length: total }, (_, sequence) =>
    writers.map((connection, writer): Write => {
      const { client, place } = seats[writer] as Seat
      const frame = connection.updateFrame(appendUpdate(client, sequence, writer, place))
      const at = sequence * gap + (writer * gap) / writers.length
      return { at, writer, write: () => connection.socket.write(frame) }
    }),
  ).flat()
}
