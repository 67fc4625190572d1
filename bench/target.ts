import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Seat } from './load/connection.ts'
import { seatsAtOurs } from './ours.ts'

/** A server under test: how it is started, and where its clients sit down. */
export interface Target {
  name: string
  /** What ratios are formed to: the floor, the best peer. */
  kind: 'floor' | 'peer' | 'ours'
  /** Relative to this folder; gets PORT, HOST and DATA_DIR in its environment. */
  script: string
  seats(port: number, count: number, printed: () => string): Promise<Seat[]>
}

const randomClient = () => 1_000_000 + Math.floor(Math.random() * 4e9)
const plainSeats = (protocol: Seat['protocol'], path: string) => async (port: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    protocol,
    port,
    path,
    headers: {},
    client: randomClient(),
    place: { root: `t${index}` },
  }))

export const TARGETS: Target[] = [
  { name: 'plain relay', kind: 'floor', script: 'servers/floor.ts', seats: plainSeats('relay', '/bench') },
  {
    name: 'y-websocket + leveldb',
    kind: 'peer',
    script: 'peers/y-websocket.mjs',
    seats: plainSeats('y-websocket', '/bench'),
  },
  {
    name: 'Hocuspocus + SQLite',
    kind: 'peer',
    script: 'peers/hocuspocus.mjs',
    seats: plainSeats('hocuspocus', '/'),
  },
  { name: 'Hezhu', kind: 'ours', script: '../server/main.ts', seats: seatsAtOurs },
]

export interface Running {
  pid: number
  port: number
  /** What it has printed so far. */
  printed(): string
  stop(): Promise<void>
}

/** Starts a target with an empty data folder and waits until it listens. */
export async function startTarget(target: Target, dataDir: string): Promise<Running> {
  mkdirSync(dataDir, { recursive: true })
  const port = await freePort()
  const script = fileURLToPath(new URL(target.script, import.meta.url))
  const logFile = `${dataDir}.log`
  const log = openSync(logFile, 'w')
  const child = spawn(process.execPath, [script], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      NODE_ENV: 'production',
    },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const printed = () => readFileSync(logFile, 'utf8')
  for (let wait = 0; !(await isListening(port)); wait++) {
    if (child.exitCode !== null || wait > 1_000) {
      child.kill('SIGKILL')
      throw new Error(`${target.name} did not start:\n${printed()}`)
    }
    await sleep(20)
  }
  // Some listen a little before they are ready.
  await sleep(300)
  return { pid: child.pid ?? 0, port, printed, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(patience)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
