import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Person } from './person.ts'
import { ORIGIN } from './test-access.ts'
import { until } from './until.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A script of the server as a process of its own, as npm would run it. */
export class ServerProcess {
  stdout = ''
  stderr = ''
  readonly #child: ChildProcess
  readonly #ended: Promise<Ended>

  constructor(
    script: string,
    env: Record<string, string>,
    args: readonly string[] = [],
    program = process.execPath,
  ) {
    const child = spawn(program, [script, ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ALLOWED_ORIGINS: ORIGIN, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    child.stdout.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString()
    })
    this.#ended = once(child, 'close').then(([code, signal]) => ({
      code,
      signal,
      stdout: this.stdout,
      stderr: this.stderr,
    }))
  }

  /** Waits until it has said where it is. */
  async ready(): Promise<this> {
    const ready = () => {
      if (this.#child.exitCode !== null) throw new Error(`It has ended:\n${this.stdout}${this.stderr}`)
      return /^(Open|Hezhu is ready): .*\n/m.test(this.stdout)
    }
    await until('the server is ready', ready, 50_000)
    return this
  }
  /** Where it listens. */
  get url(): string {
    const [, behind] = /^It listens at (\S+)$/m.exec(this.stdout) ?? []
    const [, open] = /^(?:Open|Hezhu is ready): (https?:\/\/[^/\s]+)/m.exec(this.stdout) ?? []
    return behind ?? open ?? ''
  }
  get port(): number {
    return Number(new URL(this.url).port)
  }
  /** The token of the owner's link; empty if it has printed none. */
  get ownerToken(): string {
    return /^Open: \S+\/join#(\S+)$/m.exec(this.stdout)?.[1] ?? ''
  }

  stranger(): Person {
    return new Person(this.url)
  }
  /** Somebody new, by an invite; by the printed owner's link if nothing else is said. */
  async guest(token = this.ownerToken): Promise<Person> {
    const guest = this.stranger()
    await guest.joins(token, '林')
    return guest
  }

  signal(name: NodeJS.Signals): this {
    this.#child.kill(name)
    return this
  }
  ended(): Promise<Ended> {
    return this.#ended
  }
}
