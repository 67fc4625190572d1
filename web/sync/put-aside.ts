import type { Refusal } from '../../shared/protocol.ts'
import { recordRule } from '../../shared/record-rules.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomEnd } from './after-close.ts'
import type { Rescue, RoomPath } from './local-schema.ts'
import type { UnsentWork } from './outbox.ts'
import type { UnsentContent } from './unsent-content.ts'

export interface PutAside {
  path: RoomPath
  title: string
  role: Role
  at: number
  end: RoomEnd
  work: readonly UnsentWork[]
  content: UnsentContent
  /** Records that are allowed are sent again without being asked for. */
  again: boolean
}

/**
 * Sorts what could not be sent by what is to become of it: the record that the refusal names and those that this role may
 * not write stay, each with its reason; the other records are sent again as values; text is for reading.
 */
export function asRescues({ path, title, role, at, end, work, content, again }: PutAside): Rescue[] {
  const groups = new Map<string, Rescue>()
  const put = (key: string, value: unknown, refusal: Refusal | undefined, tries: number | undefined) => {
    const name = `${refusal?.reason} ${tries}`
    const group = groups.get(name) ?? {
      ...path,
      title,
      at,
      code: end.code,
      refusal,
      updates: [],
      values: {},
      labels: content.labels,
    }
    groups.set(name, {
      ...group,
      values: { ...group.values, [key]: value },
      ...(tries === undefined ? {} : { tries }),
    })
  }
  const lost = end.refusal?.reason === 'role-lost'
  const named = keyIn(end.refusal, path.room)
  for (const [key, value] of Object.entries(content.values)) {
    const reason = whyNot(key, value, path.userId, role)
    if (key === named || !again) put(key, value, end.refusal, undefined)
    else if (reason)
      put(key, value, lost ? end.refusal : { reason, path: [path.room, ...splitKey(key)] }, undefined)
    else put(key, value, end.refusal, 0)
  }
  const rescues = [...groups.values()].map((rescue) => ({
    ...rescue,
    updates: work.filter(({ keys }) => keys.some((key) => key in rescue.values)).map(({ update }) => update),
  }))
  const { texts } = content
  const updates = work.filter(({ keys }) => keys.length === 0).map(({ update }) => update)
  // What can't be read as words is still there as bytes.
  if (texts.length === 0 && updates.length === 0) return rescues
  return [
    ...rescues,
    { ...path, title, at, code: end.code, refusal: end.refusal, updates, values: {}, texts },
  ]
}

/** Why a record would not be taken from this person now; undefined when it would. */
export function whyNot(key: string, value: unknown, userId: string, role: Role): string | undefined {
  const schema = recordRule(...splitKey(key), userId, role)
  if (schema === null) return 'not-your-key'
  return schema.safeParse(value).success ? undefined : 'bad-value'
}

/** `<root>/<key>` → root and key. */
export function splitKey(path: string): [root: string, key: string] {
  const slash = path.indexOf('/')
  return [path.slice(0, slash), path.slice(slash + 1)]
}

/** The record that a refusal's path names; undefined when it names none. */
function keyIn(refusal: Refusal | undefined, room: string): string | undefined {
  const [where, root, key] = refusal?.path ?? []
  return where === room && root !== undefined && key !== undefined ? `${root}/${key}` : undefined
}
