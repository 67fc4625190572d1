import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../tests/support/temporary.ts'
import { measure, packBundle, unpackBundle } from './bundle.ts'
import type { Manifest } from './manifest.ts'
import { sealedBytes } from './seal.ts'

/** A bundle of two tiny parts, which need not be databases. */
async function bundleIn(folder: string): Promise<string> {
  const parts: Manifest['parts'] = []
  for (const name of ['app.sqlite', 'log.sqlite'] as const) {
    writeFileSync(join(folder, name), `what ${name} holds`)
    parts.push({ name, ...(await measure(join(folder, name))) })
  }
  const file = join(folder, 'bundle.tar.gz')
  await packBundle(
    folder,
    { format: 1, program: '0', at: '2026-03-01T08:00:00.000Z', parts, rooms: [] },
    file,
  )
  return file
}

describe('a backup file', () => {
  test('[B2] comes out as it went in', async () => {
    const folder = temporaryFolder()
    const file = await bundleIn(folder)
    const out = join(folder, 'out')
    mkdirSync(out)
    const manifest = await unpackBundle(file, out)
    expect(manifest.parts.map(({ name }) => name)).toEqual(['app.sqlite', 'log.sqlite'])
    for (const { name } of manifest.parts)
      expect(readFileSync(join(out, name), 'utf8')).toBe(`what ${name} holds`)
  })

  test('[B5] is noticed to be another when any one bit of it is', async () => {
    const folder = temporaryFolder()
    const whole = readFileSync(await bundleIn(folder))
    const file = join(folder, 'flipped.tar.gz')
    writeFileSync(file, whole)
    expect(await sealedBytes(file)).not.toBeNull()
    const unnoticed: number[] = []
    for (let bit = 0; bit < whole.length * 8; bit++) {
      // Every bit at both ends, where the formats have theirs; one of each byte in between.
      const atEnd = bit < 64 * 8 || bit >= (whole.length - 128) * 8
      if (!atEnd && bit % 8 !== (bit >> 3) % 8) continue
      const flipped = Buffer.from(whole)
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
      writeFileSync(file, flipped)
      if ((await sealedBytes(file)) !== null) unnoticed.push(bit)
    }
    expect(unnoticed).toEqual([])
  })

  test('[B5] is noticed to be cut short, added to, or something else', async () => {
    const folder = temporaryFolder()
    const whole = readFileSync(await bundleIn(folder))
    const file = join(folder, 'other.tar.gz')
    const others = [
      whole.subarray(0, -1),
      Buffer.concat([whole, Buffer.of(0)]),
      Buffer.alloc(0),
      Buffer.from('words'),
    ]
    for (const other of others) {
      writeFileSync(file, other)
      await expect(unpackBundle(file, folder)).rejects.toThrow(/^\S+ is damaged, cut short, or no backup/)
    }
  })

  test('[B2] is an ordinary gzip file to every other program', async () => {
    const tar = gunzipSync(readFileSync(await bundleIn(temporaryFolder())))
    expect(tar.toString('latin1')).toContain('what log.sqlite holds')
    expect(tar.length % 512).toBe(0)
  })
})
