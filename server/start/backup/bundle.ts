import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { type Extract, extract, pack } from 'tar-stream'
import { StartError } from '../start-error.ts'
import type { Manifest } from './manifest.ts'
import { MANIFEST, PARTS, readManifest } from './manifest.ts'
import { sealedBytes, sealing } from './seal.ts'

/** One part as it is read. */
type Entry = Extract extends AsyncIterable<infer T> ? T : never

const MANIFEST_BYTES = 64 * 1024 * 1024
/** Updates hardly get smaller with more effort, and the machine has people to serve. */
const LEVEL = 3

/** Packs the parts of a folder, the manifest first, into one sealed file; it is on the disk when this resolves. */
export async function packBundle(folder: string, manifest: Manifest, file: string): Promise<void> {
  const tar = pack()
  const mtime = new Date(manifest.at)
  const writing = pipeline(
    tar,
    createGzip({ level: LEVEL }),
    sealing(),
    createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
  )
  const packing = async () => {
    tar.entry({ name: MANIFEST, mode: 0o600, mtime }, JSON.stringify(manifest))
    for (const { name, bytes } of manifest.parts)
      await pipeline(
        createReadStream(join(folder, name)),
        tar.entry({ name, size: bytes, mode: 0o600, mtime }),
      )
    tar.finalize()
  }
  // Whichever fails first takes the other with it.
  await Promise.all([writing, packing().catch((error: Error) => tar.destroy(error))])
}

/**
 * Unpacks a whole file into a folder and answers its manifest. Nothing but what {@link packBundle} makes is taken: these
 * names in this order, these sizes, these checksums. Throws a {@link StartError} that says what is wrong.
 */
export async function unpackBundle(file: string, folder: string): Promise<Manifest> {
  const sealed = await sealedBytes(file)
  if (sealed === null) throw damaged(file)
  const entries = extract()
  const reading = pipeline(createReadStream(file, { end: sealed - 1 }), createGunzip(), entries)
  reading.catch(() => {})
  let found: Manifest | null = null
  let taken = 0
  try {
    for await (const entry of entries) {
      if (found === null) {
        found = await manifestIn(entry, file)
        continue
      }
      const expected = found.parts[taken++]
      if (expected === undefined || entry.header.name !== expected.name || entry.header.type !== 'file')
        throw damaged(file)
      const part = await writePart(entry, join(folder, expected.name), expected.bytes)
      if (part.bytes !== expected.bytes || part.sha256 !== expected.sha256) throw damaged(file)
    }
    await reading
  } catch (error) {
    // What the disk says is told as it is; all else is the file's fault.
    if (error instanceof StartError || isDiskError(error)) throw error
    throw damaged(file)
  }
  if (found === null || taken !== found.parts.length || !isWhole(found)) throw damaged(file)
  return found
}

function damaged(file: string): StartError {
  return new StartError(
    `${file} is damaged, cut short, or no backup that "npm run backup" made. Take another one; nothing was changed.`,
  )
}

function isDiskError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

/** Both databases, each part once and in order. */
function isWhole({ parts }: Manifest): boolean {
  const names = parts.map(({ name }) => name)
  const order = PARTS.filter((name) => names.includes(name))
  return names.join() === order.join() && names.includes('app.sqlite') && names.includes('log.sqlite')
}

async function manifestIn(entry: Entry, file: string): Promise<Manifest> {
  if (entry.header.name !== MANIFEST || (entry.header.size ?? 0) > MANIFEST_BYTES) throw damaged(file)
  const chunks: Buffer[] = []
  for await (const chunk of entry) chunks.push(chunk as Buffer)
  const read = readManifest(Buffer.concat(chunks).toString())
  if (read.ok) return read.manifest
  if (read.why === 'unreadable') throw damaged(file)
  throw new StartError(`${file} was made by a newer version of the program. Use that version or a later one.`)
}

/** What was written; a part that goes on beyond what was announced ends the reading. */
async function writePart(entry: Entry, file: string, limit: number) {
  const hash = createHash('sha256')
  let bytes = 0
  const measuring = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(bytes > limit ? new Error('too long') : null, chunk)
    },
  })
  await pipeline(entry, measuring, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }))
  return { bytes, sha256: hash.digest('hex') }
}

/** Size and checksum of a file, as the manifest has them. */
export async function measure(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(file)) {
    bytes += (chunk as Buffer).length
    hash.update(chunk as Buffer)
  }
  return { bytes, sha256: hash.digest('hex') }
}
