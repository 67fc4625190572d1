import { HARD_BREAK_NODE } from '../../../shared/blocks.ts'
import { LIMITS } from '../../../shared/limits.ts'
import type { Grave, LostPiece, Rescue, StructId } from '../../storage/rescue-journal.ts'
import type { Novel } from './novel.ts'
import type { DeleteSection } from './parse.ts'
import type { Ranges } from './ranges.ts'
import { byClient, outside } from './ranges.ts'

/**
 * What was typed into something that is deleted already, for its sender: as struct it is garbage from the start, so its
 * text must be taken out here. What the same update deletes itself was taken back by its own author.
 *
 * `dead` in causal order. `asked`: the deletions as they were sent.
 */
export function bornDead(
  dead: readonly Novel[],
  asked: readonly DeleteSection[],
  user: string,
): Rescue | null {
  if (dead.length === 0) return null
  const takenBack = byClient(asked)
  const graves = new Graves()
  const pieces: LostPiece[] = []
  const byLast = new Map<string, LostPiece>()
  for (const struct of dead) {
    const { client, clock, length, origin, rightOrigin, parent } = struct
    const holder = parent !== null && 'id' in parent ? parent.id : null
    const beside = origin ?? rightOrigin ?? holder
    // Garbage as it came: its sender has collected it himself.
    if (beside === null) continue
    const place = graves.placeOf(beside) ?? beside
    graves.add({ client, from: clock, to: clock + length, place })
    const after = origin ?? holder
    const last = { client, clock: clock + length - 1 }
    const text = textOf(struct, takenBack.get(client) ?? [])
    const before = after === null ? undefined : byLast.get(nameOf(after))
    const crowded = before === undefined && pieces.length >= LIMITS.displacedScattered
    const piece = crowded ? pieces.at(-1) : before
    if (piece === undefined) {
      const begun: LostPiece = { user, kind: 'text', place, text, after, last }
      pieces.push(begun)
      byLast.set(nameOf(last), begun)
    } else {
      byLast.delete(nameOf(piece.last))
      piece.text += crowded && text !== '' ? `\n${text}` : text
      piece.last = last
      byLast.set(nameOf(last), piece)
    }
  }
  return graves.all.length === 0 ? null : { graves: graves.all, pieces }
}

function textOf({ content, clock }: Novel, takenBack: Ranges): string {
  if (content.kind === 'type')
    return content.name === HARD_BREAK_NODE && outside(takenBack, clock, 1).length > 0 ? '\n' : ''
  if (content.kind !== 'string') return ''
  const { text } = content
  return outside(takenBack, clock, text.length)
    .map(([from, to]) => text.slice(from - clock, to - clock))
    .join('')
}

/** Of one update, so that what hangs on its own garbage knows where that lies. */
class Graves {
  readonly all: Grave[] = []
  readonly #byClient = new Map<number, Grave[]>()

  add(grave: Grave): void {
    const own = this.#byClient.get(grave.client) ?? []
    this.#byClient.set(grave.client, own)
    const last = own.at(-1)
    if (last !== undefined && last.to === grave.from && last.place === grave.place) {
      last.to = grave.to
    } else if (this.all.length < LIMITS.displacedScattered) {
      own.push(grave)
      this.all.push(grave)
    }
  }

  placeOf({ client, clock }: StructId): Grave['place'] | null {
    const own = this.#byClient.get(client) ?? []
    let low = 0
    let high = own.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const grave = own[middle] as Grave
      if (clock < grave.from) high = middle - 1
      else if (clock >= grave.to) low = middle + 1
      else return grave.place
    }
    return null
  }
}

function nameOf({ client, clock }: StructId): string {
  return `${client}:${clock}`
}
