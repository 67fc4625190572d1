import { createHash } from 'node:crypto'

/** What is stored beside the bytes of each row. */
export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** The bytes are those that were stored. */
export function isIntact(row: { bytes: Uint8Array; sha256: Buffer }): boolean {
  return sha256(row.bytes).equals(row.sha256)
}
