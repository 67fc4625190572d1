import * as encoding from 'lib0/encoding'

/**
 * Updates as Yjs would send them, encoded by hand: "append 50 characters". Each carries a marker in its text, so
 * that a delivery is counted per original update even where a server merges updates or packs them together.
 */
const UPDATE_CHARS = 50

const FILL = 'abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz'

/** `@#~`, two base-36 digits for the writer, seven decimal digits for the number of the update. */
function marker(writer: number, sequence: number): string {
  return `@#~${writer.toString(36).padStart(2, '0')}${String(sequence).padStart(7, '0')}`
}

const digit36 = (char: number) => (char < 58 ? char - 48 : char - 87)

/** Calls back for every marker in a message. */
export function findMarkers(message: Buffer, found: (writer: number, sequence: number) => void): void {
  let from = 0
  for (;;) {
    const at = message.indexOf(0x40, from)
    if (at < 0 || at + 12 > message.length) return
    if (message[at + 1] !== 0x23 || message[at + 2] !== 0x7e) {
      from = at + 1
      continue
    }
    let sequence = 0
    for (let index = at + 5; index < at + 12; index++)
      sequence = sequence * 10 + message.readUInt8(index) - 48
    found(digit36(message.readUInt8(at + 3)) * 36 + digit36(message.readUInt8(at + 4)), sequence)
    from = at + 12
  }
}

/** Where the first text of a writer goes: into a named root text, or behind an item that is there already. */
export type Place = { root: string } | { after: { client: number; clock: number } }

/** The `sequence`-th update of a writer: its text behind the text of the one before. */
export function appendUpdate(client: number, sequence: number, writer: number, place: Place): Uint8Array {
  const STRING = 4
  const HAS_ORIGIN = 0x80
  const encoder = encoding.createEncoder()
  const clock = sequence * UPDATE_CHARS
  for (const value of [1, 1, client, clock]) encoding.writeVarUint(encoder, value)
  if (sequence === 0 && 'root' in place) {
    encoding.writeUint8(encoder, STRING)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, place.root)
  } else {
    const origin = sequence === 0 && 'after' in place ? place.after : { client, clock: clock - 1 }
    encoding.writeUint8(encoder, STRING | HAS_ORIGIN)
    encoding.writeVarUint(encoder, origin.client)
    encoding.writeVarUint(encoder, origin.clock)
  }
  encoding.writeVarString(encoder, (marker(writer, sequence) + FILL).slice(0, UPDATE_CHARS))
  // No deletions.
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}
