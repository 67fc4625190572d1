import { Work } from '../../server/sync/guard/work.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import { DEAR_FRAMES, dearestSize, EVE } from '../../tests/support/dear-frames.ts'
import { reasonOf } from '../../tests/support/guarded-room.ts'
import { median } from './median.ts'

/** What the largest frame of one dear kind costs; milliseconds of CPU, medians. */
export interface FrameCost {
  what: string
  bytes: number
  work: number
  judged: number
  applied: number
}

/** Each round in a room of its own. */
export function dearFrames(rounds: number, only = ''): FrameCost[] {
  return DEAR_FRAMES.filter(({ what }) => what.includes(only)).map((kind) => {
    const size = dearestSize(kind, kind.room(), 12)
    const judged: number[] = []
    const applied: number[] = []
    let bytes = 0
    let work = 0
    for (let round = 0; round < rounds; round++) {
      const room = kind.room()
      const frame = kind.frame(size, room)
      bytes = frame.length
      const counted = new Work()
      const judging = cpu()
      const verdict = room.judge(frame, EVE, counted)
      judged.push(cpu() - judging)
      work = counted.spent
      if (verdict.verdict !== 'accept') throw new Error(`${kind.what}: ${reasonOf(verdict)}`)
      const applying = cpu()
      if (verdict.update !== null) applyUpdates(room.ydoc, [verdict.update])
      applied.push(cpu() - applying)
    }
    return {
      what: kind.what,
      bytes,
      work,
      judged: median(judged),
      applied: median(applied),
    }
  })
}

function cpu(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
