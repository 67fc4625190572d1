import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { CreatedInvite, DocumentSummary, GuestResponse } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'
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

  constructor(script: string, env: Record<string, string>, args: readonly string[] = []) {
    const child = spawn(process.execPath, [script, ...args], {
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
    await until(`the server is ready; it has said:\n${this.stdout}${this.stderr}`, () => {
      if (this.#child.exitCode !== null) throw new Error(`It has ended:\n${this.stdout}${this.stderr}`)
      return /^(Open|Hezhu is ready): .*\n/m.test(this.stdout)
    })
    return this
  }
  get url(): string {
    return /^(?:Open|Hezhu is ready): (http:\/\/[^/\s]+)/m.exec(this.stdout)?.[1] ?? ''
  }
  get port(): number {
    return Number(new URL(this.url).port)
  }
  /** The token of the owner's link, if it has printed one. */
  get ownerToken(): string | undefined {
    return /^Open: \S+\/join#(\S+)$/m.exec(this.stdout)?.[1]
  }

  signal(name: NodeJS.Signals): this {
    this.#child.kill(name)
    return this
  }
  ended(): Promise<Ended> {
    return this.#ended
  }
}

/** Somebody at a server, by HTTP. */
export class Guest {
  readonly cookie: string
  readonly id: string
  readonly documentId: string
  readonly #url: string
  constructor(url: string, cookie: string, { user, document }: GuestResponse) {
    this.#url = url
    this.cookie = cookie
    this.id = user.id
    this.documentId = document.id
  }

  async documents(): Promise<DocumentSummary[]> {
    const response = await this.#asks('GET', '/api/documents')
    return ((await response.json()) as { documents: DocumentSummary[] }).documents
  }
  async invites(role: Role): Promise<CreatedInvite> {
    const response = await this.#asks('POST', `/api/documents/${this.documentId}/invites`, { role })
    return (await response.json()) as CreatedInvite
  }
  async createsDocument(title: string, text: string): Promise<string> {
    const response = await this.#asks('POST', '/api/documents', { title, text })
    return ((await response.json()) as { id: string }).id
  }
  async deletesDocument(): Promise<void> {
    await this.#asks('DELETE', `/api/documents/${this.documentId}`)
  }
  async #asks(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { cookie: this.cookie, origin: ORIGIN, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response
  }
}

/** Joins with an invite's token; answers the problem's code when that fails. */
export async function join(url: string, token: string, name: string): Promise<Guest | string> {
  const response = await fetch(`${url}/api/session/guest`, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json' },
    body: JSON.stringify({ invite: token, name }),
  })
  const answer = (await response.json()) as GuestResponse & { code: string }
  if (!response.ok) return answer.code
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.slice(0, cookie.indexOf(';')))
  return new Guest(url, cookies.join('; '), answer)
}
