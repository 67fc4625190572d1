import { addFigures, type Figures, type Proof, roundOf } from './round.ts'

/** The first rounds of a proof, as CI plays them; fails with what happened in the one that does. */
export async function plays(proof: Proof, rounds: number): Promise<Figures> {
  const figures: Figures = {}
  for (let index = 0; index < rounds; index++) {
    const round = roundOf(1, index)
    try {
      addFigures(figures, await proof.play(round))
    } catch (error) {
      throw new Error(`round ${index}: ${(error as Error).message}\n${round.story.slice(-40).join('\n')}`)
    }
  }
  return figures
}
