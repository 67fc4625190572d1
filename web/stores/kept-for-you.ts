import { CLOSE } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { LocalDatabase } from '../sync/local-database.ts'
import type { Rescue, RescuedText } from '../sync/local-schema.ts'
import { type KeptRescue, Rescues, watchRescues, without } from '../sync/rescues.ts'

/** One thing that could not be sent, as its author reads it. */
export type KeptItem = KeptRecord | KeptText

interface KeptBase {
  /** The same for a record in whichever rescue it is. */
  id: string
  rescue: KeptRescue
  documentId: string
  title: string
  room: RoomName
  /** Milliseconds. */
  at: number
  /** A code of docs/PROTOCOL.md, or one of ours: `newer-there`, `role-lost`, `gone`, `incomplete`. */
  reason: string
  /** It will be sent again by itself. */
  waiting: boolean
}
export interface KeptRecord extends KeptBase {
  kind: 'record'
  /** `<root>/<key>`. */
  key: string
  value: unknown
}
export interface KeptText extends KeptBase {
  kind: 'text'
  texts: readonly RescuedText[]
}

/** Where a close came without a word. */
const REASONS: Readonly<Record<number, string>> = { [CLOSE.tooLarge]: 'too-large', [CLOSE.notFound]: 'gone' }

/** A rescue as the things that are in it: each record by itself, and the text. */
export function itemsOf(rescue: KeptRescue): KeptItem[] {
  const base = {
    rescue,
    documentId: rescue.documentId,
    title: rescue.title ?? '',
    room: rescue.room,
    at: rescue.at,
    reason: rescue.refusal?.reason ?? REASONS[rescue.code] ?? 'malformed',
    waiting: rescue.tries !== undefined,
  }
  const records = Object.entries(rescue.values).map(
    ([key, value]): KeptItem => ({
      ...base,
      kind: 'record',
      id: `${rescue.documentId} ${rescue.room} ${key}`,
      key,
      value,
    }),
  )
  // What can't be read as words is there as bytes.
  const texts = rescue.texts ?? []
  if (texts.length === 0 && records.length > 0) return records
  return [...records, { ...base, kind: 'text', id: `${rescue.id} text`, texts, waiting: false }]
}

/** Everything that is kept for this person in this browser, the newest first; of nobody else. */
export async function fetchKept(userId: string): Promise<KeptItem[]> {
  const all = await withRescues((rescues) => rescues.list({ userId }))
  const seen = new Map<string, number>()
  return all
    .flatMap(itemsOf)
    .sort((a, b) => b.at - a.at)
    .map((item) => {
      const times = (seen.get(item.id) ?? 0) + 1
      seen.set(item.id, times)
      return times === 1 ? item : { ...item, id: `${item.id} ${times}` }
    })
}

/** Told when something was put aside, sent after all, or thrown away, in this tab or another. */
export function watchKept(listener: () => void): () => void {
  return watchRescues(listener)
}

/** Throws an item away; the answer brings it back. */
export async function throwAway(item: KeptItem): Promise<() => Promise<void>> {
  const { rescue } = item
  await withRescues((rescues) => rescues.change(rescue.id, (now) => withoutItem(now, item)))
  return () => withRescues((rescues) => rescues.keep(alone(item)))
}

/** What became of a record that was sent again: `sent`, `offline`, or why it was not taken. */
export type SentAgain = 'sent' | 'offline' | { reason: string }

/** For whoever wants to look at it with other tools: values, and the updates of Yjs in base64. */
export function itemAsJson(item: KeptItem): object {
  const { rescue, documentId, title, room, at, reason } = item
  return {
    document: { id: documentId, title },
    room,
    epoch: rescue.epoch,
    kept: new Date(at).toISOString(),
    reason,
    path: rescue.refusal?.path ?? [],
    ...(item.kind === 'record' ? { records: { [item.key]: item.value } } : { texts: item.texts }),
    updates: rescue.updates.map(base64),
  }
}

/** The item as a rescue of its own, without anything else. */
export function alone(item: KeptItem): Rescue {
  const { id: _id, tries: _tries, texts: _texts, ...rest } = item.rescue
  if (item.kind === 'text') return { ...rest, values: {}, texts: item.texts }
  return { ...rest, values: { [item.key]: item.value } }
}

/** A rescue without one of its items; undefined when nothing is left. */
export function withoutItem(rescue: Rescue, item: KeptItem): Rescue | undefined {
  if (item.kind === 'record') return without(rescue, [item.key])
  const { texts: _texts, ...records } = rescue
  return Object.keys(records.values).length === 0 ? undefined : records
}

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Opens the shelf for as long as the work takes; where this browser keeps nothing it is the page's memory. */
export async function withRescues<T>(work: (rescues: Rescues) => Promise<T>): Promise<T> {
  const database = await LocalDatabase.open().catch(() => undefined)
  try {
    return await work(database?.rescues ?? new Rescues(undefined))
  } finally {
    database?.close()
  }
}
