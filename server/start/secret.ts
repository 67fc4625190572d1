import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { StartError } from './start-error.ts'

/**
 * The secret that signs session cookies: made once, kept in this file, readable by this user alone. A new one would sign
 * everybody out, and a guest has no way back to the name; so a damaged file is told, not replaced.
 */
export function readOrMakeSecret(file: string): string {
  if (existsSync(file)) {
    const kept = readFileSync(file, 'utf8').trim()
    if (/^[\w-]{32,}$/.test(kept)) return kept
    throw new StartError(
      `${file} is damaged: put it back from a backup, or remove it and sign everybody out.`,
    )
  }
  const secret = randomBytes(32).toString('base64url')
  // Under another name first, so that a crash leaves no half of it.
  writeFileSync(`${file}.new`, `${secret}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
  return secret
}
