import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** What a backup says of itself, as its first part. A format that older programs can't read gets the next number. */
export const FORMAT = 1
export const MANIFEST = 'manifest.json'
/** In the order in which they lie in the file. `secret` is missing where it is set by a variable. */
export const PARTS = ['secret', 'app.sqlite', 'log.sqlite'] as const

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(0)

export const manifest = z.object({
  format: z.literal(FORMAT),
  /** Version of the program that made it. */
  program: z.string().max(100),
  /** The moment it shows, ISO 8601. */
  at: z.iso.datetime(),
  parts: z.array(z.object({ name: z.enum(PARTS), bytes: count, sha256 })).max(PARTS.length),
  /** Each room's rows as they are stored, unfolded ones, and a hash over the checksums of its base state and rows. */
  rooms: z.array(z.object({ room: z.string(), rows: count, lastSeq: count, sha256 })),
})
export type Manifest = z.infer<typeof manifest>
export type RoomFacts = Manifest['rooms'][number]

/** Reads one that somebody else may have written. */
export function readManifest(
  text: string,
): { ok: true; manifest: Manifest } | { ok: false; why: 'other-format' | 'unreadable' } {
  try {
    const json: unknown = JSON.parse(text)
    const read = manifest.safeParse(json)
    if (read.success) return { ok: true, manifest: read.data }
    const other = z.object({ format: z.number() }).safeParse(json)
    return { ok: false, why: other.success && other.data.format !== FORMAT ? 'other-format' : 'unreadable' }
  } catch {
    return { ok: false, why: 'unreadable' }
  }
}

/** The version in package.json. */
export function programVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
