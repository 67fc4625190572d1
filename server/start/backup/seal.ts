import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { Transform } from 'node:stream'

/**
 * The last bytes of a backup: an empty gzip member whose comment is the SHA-256 of all before it. Every tool that unpacks
 * gzip takes it for nothing, and no bit of the file can change unnoticed: gzip's own checksum leaves out its header and
 * the bits that pad it. It guards against accidents; whoever can write the file can seal it as well.
 */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 0xff])
const TAIL = Buffer.from([0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
const LABEL = 'sha256 '
const SEAL_BYTES = HEAD.length + LABEL.length + 64 + TAIL.length

function sealOf(digest: string): Buffer {
  return Buffer.concat([HEAD, Buffer.from(LABEL + digest), TAIL])
}

/** Passes everything on, and the seal after it. */
export function sealing(): Transform {
  const hash = createHash('sha256')
  return new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      done(null, chunk)
    },
    flush(done) {
      done(null, sealOf(hash.digest('hex')))
    },
  })
}

/** How many bytes lie before the seal; null when it is missing or does not fit: changed, cut short, or none of ours. */
export async function sealedBytes(file: string): Promise<number | null> {
  const handle = await open(file, 'r')
  try {
    const size = (await handle.stat()).size - SEAL_BYTES
    if (size < 0) return null
    const hash = createHash('sha256')
    if (size > 0)
      for await (const chunk of handle.createReadStream({ start: 0, end: size - 1, autoClose: false }))
        hash.update(chunk as Buffer)
    const seal = Buffer.alloc(SEAL_BYTES)
    await handle.read(seal, 0, SEAL_BYTES, size)
    return seal.equals(sealOf(hash.digest('hex'))) ? size : null
  } finally {
    await handle.close()
  }
}
