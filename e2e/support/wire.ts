import type { Page } from '@playwright/test'
import * as decoding from 'lib0/decoding'
import { FRAME, SYNC } from '../../shared/protocol.ts'

/** One update on its way. */
export interface Update {
  room: string
  bytes: number
}

/** What a page's sockets carry: step 2 and update frames that are not empty. Grows as it happens. */
export interface Wire {
  /** [W1] Everything the page has written into rooms. */
  written: readonly Update[]
  /** Everything it has heard from others. */
  heard: readonly Update[]
}

export function watchWire(page: Page): Wire {
  const written: Update[] = []
  const heard: Update[] = []
  page.on('websocket', (socket) => {
    const room = new URL(socket.url()).pathname.split('/').at(-1) ?? ''
    const note = (list: Update[], payload: string | Buffer) => {
      const bytes = typeof payload === 'string' ? 0 : sizeOfUpdate(payload)
      if (bytes > EMPTY) list.push({ room, bytes })
    }
    socket.on('framesent', ({ payload }) => note(written, payload))
    socket.on('framereceived', ({ payload }) => note(heard, payload))
  })
  return { written, heard }
}

/** An update without structs and without deletions is two zeros. */
const EMPTY = 2

function sizeOfUpdate(frame: Buffer): number {
  const decoder = decoding.createDecoder(new Uint8Array(frame))
  if (decoding.readVarUint(decoder) !== FRAME.sync) return 0
  const kind = decoding.readVarUint(decoder)
  return kind === SYNC.step2 || kind === SYNC.update ? decoding.readVarUint8Array(decoder).length : 0
}
