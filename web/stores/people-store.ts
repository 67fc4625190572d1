import type { MembersResponse, UserInfo } from '../../shared/api.ts'
import { faceOf } from '../../shared/face.ts'
import type { Role } from '../../shared/roles.ts'
import { ValueStore } from '../sync/value-store.ts'
import { ApiProblem } from './api.ts'
import { keep, readKept } from './kept.ts'
import type { Person, Present } from './types.ts'

export function personOf(user: { id: string; name: string; role: Role | undefined }): Person {
  const { pigment, initial } = faceOf(user)
  return { id: user.id, name: user.name, role: user.role, color: pigment, initial }
}

/** Not more often than this does somebody unknown make us ask again. */
const ASK_AGAIN_MS = 10_000

export interface PeopleOptions {
  /** Under which names are kept in this browser, for times without network. */
  keepAs: string
  self: UserInfo & { role: Role }
  fetchMembers(): Promise<MembersResponse>
  now: () => number
}

/**
 * Names and roles of everybody who has to do with the document: its members, and who has been here or was a member
 * when this browser last knew.
 */
export class PeopleStore {
  readonly people: ValueStore<ReadonlyMap<string, Person>>
  readonly #options: PeopleOptions
  readonly #askedFor = new Set<string>()
  #askedAt = Number.NEGATIVE_INFINITY
  #again: ReturnType<typeof setTimeout> | undefined
  #destroyed = false

  constructor(options: PeopleOptions) {
    this.#options = options
    const kept = readKept<unknown>(options.keepAs)
    const known = Array.isArray(kept) ? (kept as (UserInfo & { role?: Role })[]) : []
    const all = [...known, options.self].filter(
      (one) => typeof one?.id === 'string' && typeof one.name === 'string',
    )
    this.people = new ValueStore<ReadonlyMap<string, Person>>(
      new Map(all.map((one) => [one.id, personOf({ id: one.id, name: one.name, role: one.role })])),
    )
    this.refresh()
  }

  /** Somebody is here: the server says who. */
  seen(present: readonly Present[]): void {
    const people = this.people.get()
    const strange = present.filter(({ id, name, role }) => {
      const known = people.get(id)
      return known?.name !== name || known.role !== role
    })
    if (strange.length === 0) return
    const next = new Map(people)
    for (const { id, name, role } of strange) next.set(id, personOf({ id, name, role }))
    this.people.set(next)
    this.#keep()
  }

  /** Somebody has written here: whoever isn't known is asked for. */
  wrote(ids: Iterable<string>): void {
    const people = this.people.get()
    const strangers = [...ids].filter((id) => !people.has(id) && !this.#askedFor.has(id))
    if (strangers.length === 0) return
    // Once: whoever the server doesn't name now it will not name later.
    for (const id of strangers) this.#askedFor.add(id)
    this.refresh()
  }

  refresh(): void {
    const wait = this.#askedAt + ASK_AGAIN_MS - this.#options.now()
    if (wait <= 0) void this.#fetch()
    else this.#again ??= setTimeout(() => void this.#fetch(), wait)
  }

  destroy(): void {
    this.#destroyed = true
    clearTimeout(this.#again)
  }

  async #fetch(): Promise<void> {
    clearTimeout(this.#again)
    this.#again = undefined
    this.#askedAt = this.#options.now()
    let answer: MembersResponse
    try {
      answer = await this.#options.fetchMembers()
    } catch (problem) {
      // Names are kept or come with presence; without network there is nobody to ask.
      if (problem instanceof ApiProblem) return
      throw problem
    }
    if (this.#destroyed) return
    const people = new Map<string, Person>()
    // Who is no member any more keeps the name, and has no role.
    for (const [id, person] of this.people.get()) people.set(id, { ...person, role: undefined })
    for (const { id, name } of answer.former) {
      // Purged: whoever it was is someone, here too.
      if (name === '') people.delete(id)
      else people.set(id, personOf({ id, name, role: undefined }))
    }
    for (const { id, name, role } of answer.members) people.set(id, personOf({ id, name, role }))
    this.people.set(people)
    this.#keep()
  }

  #keep(): void {
    const people = [...this.people.get().values()].map(({ id, name, role }) => ({ id, name, role }))
    keep(this.#options.keepAs, people)
  }
}
