import { gunzipSync, gzipSync } from 'node:zlib'

/** A row that a base state covers; `clocks` is JSON, as it stands in the table. */
export interface ArchivedRow {
  seq: number
  user: string
  clocks: string
  at: number
  bytes: Buffer
}

/** Rows as the archive keeps them. gzip has a checksum of its own. */
export function packRows(rows: readonly ArchivedRow[]): Buffer {
  return gzipSync(
    JSON.stringify(rows.map(({ bytes, ...row }) => ({ ...row, bytes: bytes.toString('base64') }))),
  )
}

/** Null when they can't be unpacked. */
export function unpackRows(packed: Uint8Array): ArchivedRow[] | null {
  try {
    const rows: (Omit<ArchivedRow, 'bytes'> & { bytes: string })[] = JSON.parse(gunzipSync(packed).toString())
    return rows.map((row) => ({ ...row, bytes: Buffer.from(row.bytes, 'base64') }))
  } catch {
    return null
  }
}
