import type { Random } from '../support/random.ts'
import { randomFrom } from '../support/random.ts'

/** What a round is given, and what it leaves behind for whoever has to find out why it failed. */
export interface Round {
  random: Random
  /** What has happened so far, in order. */
  readonly story: string[]
}
/** What is added up over rounds. */
export type Figures = Record<string, number>

export interface Proof {
  /** One round on its own; rejects when what it proves does not hold. */
  play(round: Round): Promise<Figures>
  /** Ends what several rounds share. */
  end?(): Promise<void>
}

/** Every round has a seed of its own, so that one can be played again without those before it. */
export function roundOf(seed: number, index: number): Round {
  return { random: randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)), story: [] }
}

export function addFigures(sum: Figures, more: Figures): void {
  for (const [name, value] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + value
}
