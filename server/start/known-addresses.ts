import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const addresses = z.array(z.url()).min(1)

/** Keeps where the server is reached, so that `npm run invite`, a process of its own, prints links that lead there. */
export function writeKnownAddresses(file: string, urls: readonly string[]): void {
  writeFileSync(file, `${JSON.stringify(urls, null, 2)}\n`)
}

/** Where the server was reached when it last started; null when it never did, or the file is no longer readable. */
export function readKnownAddresses(file: string): string[] | null {
  try {
    return addresses.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
