import { setTimeout } from 'node:timers/promises'

/** Waits until `holds` answers something truthy, and returns it; fails with `what` after a while. */
export async function until<T>(
  what: string,
  holds: () => T | Promise<T>,
  milliseconds = 10_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + milliseconds
  for (;;) {
    const answer = await holds()
    if (answer) return answer
    if (Date.now() > deadline) throw new Error(`still waiting after ${milliseconds} ms: ${what}`)
    await setTimeout(3)
  }
}
