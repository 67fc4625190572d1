import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { LIMITS } from '../../shared/limits.ts'

/** How much one frame may hold: bytes, structs and delete ranges together, and clocks that are deleted. */
export interface PieceSize {
  bytes: number
  structs: number
  clocks: number
}

/** What this client puts into one frame. What a deletion costs depends on what lies there, which its bytes don't say. */
export const PIECE: PieceSize = {
  bytes: LIMITS.updateBytes,
  structs: LIMITS.structsPerPiece,
  clocks: Number.POSITIVE_INFINITY,
}

/** Halved once, a frame deletes at most half of this, be it one range or many. */
const DELETED_CLOCKS = 64 * 1024

/** For what was too much for one frame so often. */
export function halved(times: number): PieceSize {
  if (times === 0) return PIECE
  return { bytes: PIECE.bytes >> times, structs: PIECE.structs >> times, clocks: DELETED_CLOCKS >> times }
}

/** Bytes of a piece beside its structs. */
const AROUND = 32

/** Shorter updates can't hold more structs than a piece may, whatever is in them. */
const BYTES_A_STRUCT = 2

/** How many structs and delete ranges an update holds. */
export function structsIn(update: Uint8Array): number {
  const { structs, ds } = Y.decodeUpdate(update)
  let ranges = 0
  for (const list of ds.clients.values()) ranges += list.length
  return structs.length + ranges
}

function clocksDeletedIn(update: Uint8Array): number {
  let clocks = 0
  for (const list of Y.decodeUpdate(update).ds.clients.values()) for (const { len } of list) clocks += len
  return clocks
}

export function fitsIn(update: Uint8Array, most: PieceSize): boolean {
  if (update.length > most.bytes) return false
  if (most.clocks < Number.POSITIVE_INFINITY && clocksDeletedIn(update) > most.clocks) return false
  return update.length <= most.structs * BYTES_A_STRUCT || structsIn(update) <= most.structs
}

/**
 * Cuts an update into several that do the same one after the other. A long text is cut within; what else can't be cut stays
 * whole, however large it is. Deletions come last: meanwhile there is too much, never too little.
 */
export function splitUpdate(update: Uint8Array, most: PieceSize): Uint8Array[] {
  if (fitsIn(update, most)) return [update]
  const { structs, ds } = Y.decodeUpdate(update)
  const pieces: Uint8Array[] = []
  let open: PieceWriter | undefined
  const close = () => {
    if (open) pieces.push(open.finish())
    open = undefined
  }
  for (const struct of structs.flatMap((one) => cut(one, most.bytes))) {
    if (struct instanceof Y.Skip) continue
    if (open && (!open.continuesWith(struct) || open.count >= most.structs)) close()
    const before = open?.bytes ?? 0
    open ??= new PieceWriter(struct)
    open.add(struct)
    if (before > 0 && open.bytes > most.bytes - AROUND) {
      open.takeBack()
      close()
      open = new PieceWriter(struct)
      open.add(struct)
    }
  }
  close()
  return [...pieces, ...deletions(ds, most)]
}

type Struct = Y.Item | Y.GC | Y.Skip

/** A run of neighbouring structs of one client. */
class PieceWriter {
  readonly #client: number
  readonly #clock: number
  #end: number
  #structs: Struct[] = []
  #sizes: number[] = []
  bytes = 0

  constructor(first: Struct) {
    this.#client = first.id.client
    this.#clock = first.id.clock
    this.#end = first.id.clock
  }

  get count(): number {
    return this.#structs.length
  }

  continuesWith(struct: Struct): boolean {
    return struct.id.client === this.#client && struct.id.clock === this.#end
  }

  add(struct: Struct): void {
    const encoder = new Y.UpdateEncoderV1()
    struct.write(encoder, 0)
    const size = encoding.length(encoder.restEncoder)
    this.#structs.push(struct)
    this.#sizes.push(size)
    this.#end += struct.length
    this.bytes += size
  }

  takeBack(): void {
    const struct = this.#structs.pop()
    this.#end -= struct?.length ?? 0
    this.bytes -= this.#sizes.pop() ?? 0
  }

  finish(): Uint8Array {
    const encoder = new Y.UpdateEncoderV1()
    encoding.writeVarUint(encoder.restEncoder, 1)
    encoding.writeVarUint(encoder.restEncoder, this.#structs.length)
    encoder.writeClient(this.#client)
    encoding.writeVarUint(encoder.restEncoder, this.#clock)
    for (const struct of this.#structs) struct.write(encoder, 0)
    encoding.writeVarUint(encoder.restEncoder, 0)
    return encoder.toUint8Array()
  }
}

/** A text too long for a piece, as several items, each to the right of the one before. */
function cut(struct: Struct, bytes: number): Struct[] {
  if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return [struct]
  const { str } = struct.content
  // A UTF-16 unit is three bytes at most; some room for what stands around the text.
  const most = Math.max(Math.floor((bytes - 2 * AROUND) / 3), 2)
  if (str.length <= most) return [struct]
  const { client, clock } = struct.id
  const parts: Struct[] = []
  for (let start = 0; start < str.length; ) {
    let end = Math.min(start + most, str.length)
    // Half of a pair would be stored as a replacement character.
    if (end < str.length && /[\ud800-\udbff]/.test(str.charAt(end - 1))) end--
    const origin = start === 0 ? struct.origin : Y.createID(client, clock + start - 1)
    const content = new Y.ContentString(str.slice(start, end))
    const { rightOrigin, parent, parentSub } = struct
    parts.push(
      new Y.Item(
        Y.createID(client, clock + start),
        null,
        origin,
        null,
        rightOrigin,
        parent,
        parentSub,
        content,
      ),
    )
    start = end
  }
  return parts
}

interface DeletedRange {
  client: number
  clock: number
  len: number
}

/** Updates that only delete. A long range goes from its beginning: there lies what contains the rest. */
function deletions({ clients }: ReturnType<typeof Y.decodeUpdate>['ds'], most: PieceSize): Uint8Array[] {
  const pieces: DeletedRange[][] = []
  let open: DeletedRange[] = []
  let clocks = 0
  for (const [client, list] of clients)
    for (const { clock, len } of list)
      for (let done = 0; done < len; ) {
        if (open.length >= most.structs || clocks >= most.clocks) {
          pieces.push(open)
          open = []
          clocks = 0
        }
        const part = Math.min(len - done, most.clocks - clocks)
        open.push({ client, clock: clock + done, len: part })
        clocks += part
        done += part
      }
  if (open.length > 0) pieces.push(open)
  return pieces.map(deleting)
}

function deleting(ranges: readonly DeletedRange[]): Uint8Array {
  const byClient = Map.groupBy(ranges, ({ client }) => client)
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, byClient.size)
  for (const [client, list] of byClient) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, list.length)
    for (const { clock, len } of list) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, len)
    }
  }
  return encoding.toUint8Array(encoder)
}
