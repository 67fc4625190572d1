import type { Page } from '@playwright/test'
import * as decoding from 'lib0/decoding'
import { FRAME, SYNC } from '../../shared/protocol.ts'

/** One update that a page has sent. */
export interface Written {
  room: string
  bytes: number
}

/** [W1] Everything a page writes into rooms, from now on: step 2 and update frames that are not empty. */
export function watchWrites(page: Page): Written[] {
  const written: Written[] = []
  page.on('websocket', (socket) => {
    const room = new URL(socket.url()).pathname.split('/').at(-1) ?? ''
    socket.on('framesent', ({ payload }) => {
      if (typeof payload === 'string') return
      const bytes = sizeOfUpdate(payload)
      if (bytes > EMPTY) written.push({ room, bytes })
    })
  })
  return written
}

/** An update without structs and without deletions is two zeros. */
const EMPTY = 2

function sizeOfUpdate(frame: Buffer): number {
  const decoder = decoding.createDecoder(new Uint8Array(frame))
  if (decoding.readVarUint(decoder) !== FRAME.sync) return 0
  const kind = decoding.readVarUint(decoder)
  return kind === SYNC.step2 || kind === SYNC.update ? decoding.readVarUint8Array(decoder).length : 0
}
