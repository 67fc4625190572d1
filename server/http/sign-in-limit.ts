import { RateLimiterMemory } from 'rate-limiter-flexible'
import { networkOf } from './network.ts'
import { tooManyTries } from './problems.ts'

/** Wrong passwords in a day that cost nothing: for one e-mail, and for one address, behind which a whole room may be. */
const FREE = { account: 5, address: 50 }
const DAY = 24 * 3600
/** After that each wrong one costs twice the wait of the last, up to the most. */
const FIRST_SECONDS = 10
const MOST_SECONDS = 300

/**
 * Limits tries of passwords, by account and by address, growing slowly. Nobody is locked out for long: a stranger could do that
 * to anybody. It knows nothing of invites, so a room with a forgotten password still joins (docs/SPEC.md, H13).
 */
export interface SignInLimit {
  /** Counts a try before it is made, so that many at once are many; throws `too-many-tries` when it may not be made now. */
  takes(account: string, address: string): Promise<void>
  /** It was right: for this account all is forgotten, and the address gets its try back. */
  right(account: string, address: string): Promise<void>
}

export function createSignInLimit(): SignInLimit {
  const [accounts, addresses] = [createWaits(FREE.account), createWaits(FREE.address)]
  let last: Promise<unknown> = Promise.resolve()

  async function take(account: string, network: string): Promise<void> {
    const seconds = Math.max(await accounts.left(account), await addresses.left(network))
    if (seconds > 0) throw tooManyTries(seconds)
    await Promise.all([accounts.count(account), addresses.count(network)])
  }

  return {
    takes(account, address) {
      const taken = last.then(() => take(account, networkOf(address)))
      last = taken.catch(() => {})
      return taken
    },
    async right(account, address) {
      await Promise.all([accounts.forget(account), addresses.giveBack(networkOf(address))])
    },
  }
}

function createWaits(free: number) {
  const tries = new RateLimiterMemory({ points: free, duration: DAY })
  const waits = new RateLimiterMemory({ points: 0, duration: MOST_SECONDS })
  return {
    /** Seconds until the next try may be made. */
    async left(key: string): Promise<number> {
      const wait = await waits.get(key)
      return wait === null ? 0 : Math.max(0, Math.ceil(wait.msBeforeNext / 1000))
    },
    async count(key: string): Promise<void> {
      const { consumedPoints } = await tries.penalty(key)
      const over = consumedPoints - free
      if (over >= 0) await waits.block(key, Math.min(FIRST_SECONDS * 2 ** over, MOST_SECONDS))
    },
    async giveBack(key: string): Promise<void> {
      await tries.reward(key)
    },
    async forget(key: string): Promise<void> {
      await Promise.all([tries.delete(key), waits.delete(key)])
    },
  }
}
