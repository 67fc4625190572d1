import { expect } from 'vitest'
import type { GuestResponse, Problem, ProblemCode, UserInfo } from '../../shared/api.ts'

export interface Reply<T> {
  status: number
  headers: Headers
  /** Whatever came: JSON parsed, everything else as text. */
  body: T
}

/** Somebody at a browser: keeps cookies, and says where requests come from, as browsers do. */
export class Person {
  readonly #url: string
  readonly #cookies = new Map<string, string>()
  user: UserInfo = { id: '', name: '' }

  constructor(url: string) {
    this.#url = url
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Another browser with the same cookies. */
  twin(): Person {
    const twin = new Person(this.#url)
    for (const [name, value] of this.#cookies) twin.#cookies.set(name, value)
    return twin
  }

  async asks<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) {
    const form = body instanceof FormData
    const sent: Record<string, string> = {
      // A connection kept alive may be one to a server that has been restarted meanwhile.
      connection: 'close',
      ...(method === 'GET' || method === 'HEAD' ? {} : { origin: this.#url }),
      ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      ...(this.#cookies.size === 0 ? {} : { cookie: this.cookie }),
      ...headers,
    }
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: sent,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: form || typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    const text = await response.text()
    const json = /\bjson\b/.test(response.headers.get('content-type') ?? '')
    const reply = { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
    return reply as Reply<T>
  }

  gets<T = unknown>(path: string) {
    return this.asks<T>('GET', path)
  }

  /** The answer's body; anything but success fails the test. */
  async has<T>(method: string, path: string, body?: unknown): Promise<T> {
    const reply = await this.asks<T>(method, path, body)
    expect(reply.status, `${method} ${path}: ${JSON.stringify(reply.body)}`).toBeLessThan(300)
    return reply.body
  }

  /** The request is answered by this problem, in the shape of RFC 9457. */
  async isRefused(code: ProblemCode, method: string, path: string, body?: unknown): Promise<Reply<Problem>> {
    const reply = await this.asks<Problem>(method, path, body)
    expectProblem(reply, code)
    return reply
  }

  async joins(invite: string, name: string): Promise<GuestResponse> {
    const joined = await this.has<GuestResponse>('POST', '/api/session/guest', { invite, name })
    this.user = joined.user
    return joined
  }

  cannotJoin(code: ProblemCode, invite: string, name: string): Promise<Reply<Problem>> {
    return this.isRefused(code, 'POST', '/api/session/guest', { invite, name })
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (/max-age=0/i.test(line)) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

export function expectProblem(reply: Reply<Problem>, code: ProblemCode): void {
  expect(reply.body).toEqual({
    type: 'about:blank',
    title: expect.any(String),
    status: reply.status,
    code,
    detail: expect.stringMatching(/./),
  })
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/)
}
