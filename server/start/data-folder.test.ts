import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filesOf } from './data-files.ts'
import { openDataFolder } from './data-folder.ts'
import { readKnownAddresses, writeKnownAddresses } from './known-addresses.ts'
import { readOrMakeSecret } from './secret.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hezhu-folder-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('the data folder', () => {
  test('[H7] is made where there is none, and is one server’s at a time', () => {
    const path = join(directory, 'deep', 'er')
    const first = openDataFolder(path)
    expect(() => openDataFolder(path)).toThrow(`another server is using ${path}`)
    first.release()
    openDataFolder(path).release()
  })

  test('[H7] can’t be a file, nor below one', () => {
    const file = join(directory, 'file')
    writeFileSync(file, 'precious')
    for (const path of [file, join(file, 'below')])
      expect(() => openDataFolder(path)).toThrow(`DATA_DIR: ${path} can't be used as a folder`)
    expect(readFileSync(file, 'utf8')).toBe('precious')
  })

  test('[H7] can’t be where nothing can be written', () => {
    const path = process.platform === 'linux' ? '/proc/self' : '/System'
    expect(() => openDataFolder(path)).toThrow(`DATA_DIR: ${path} can't be written`)
  })

  test('[H7] a lock that is no lock is told', () => {
    writeFileSync(filesOf(directory).lock, 'not a database, but long enough to look like one'.repeat(20))
    expect(() => openDataFolder(directory)).toThrow(/can't be written \(SQLITE_NOTADB\)/)
  })

  test('[H7] keeps one secret, for this user alone, and does not replace a damaged one', () => {
    const file = filesOf(directory).secret
    const secret = readOrMakeSecret(file)
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readOrMakeSecret(file)).toBe(secret)
    writeFileSync(file, '')
    expect(() => readOrMakeSecret(file)).toThrow(`${file} is damaged`)
  })

  test('[H3] remembers where the server was reached', () => {
    const file = filesOf(directory).addresses
    expect(readKnownAddresses(file)).toBeNull()
    writeKnownAddresses(file, ['http://127.0.0.1:3000', 'http://192.168.1.5:3000'])
    expect(readKnownAddresses(file)).toEqual(['http://127.0.0.1:3000', 'http://192.168.1.5:3000'])
    writeFileSync(file, '["half a')
    expect(readKnownAddresses(file)).toBeNull()
  })
})
