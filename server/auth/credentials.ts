import { z } from 'zod'
import { LIMITS } from '../../shared/limits.ts'
import type { AppStore } from '../storage/app-store.ts'
import type { BetterAuth } from './better-auth.ts'
import { createTurns } from './in-turn.ts'
import type { CredentialProblem, Credentials } from './ports.ts'

const PROVIDER = 'credential'
/** In the format of real ones, so that trying a password against it takes exactly as long; no password has it. */
const NOBODYS_HASH = `${'0'.repeat(32)}:${'0'.repeat(128)}`

/** E-mail and password by better-auth, put into the person's own record, whose id so stays the same (docs/adr/0013). */
export function createCredentials(
  auth: BetterAuth,
  store: Pick<AppStore, 'identitiesOf' | 'userByIdentity'>,
): Credentials {
  const { internalAdapter, password: passwords } = auth

  const hashOf = async (identity: string) =>
    (await internalAdapter.findCredentialAccount(identity))?.password ?? null

  /** By a hash even where there is none: nobody shall learn from the time who has credentials here. */
  async function matches(hash: string | null, password: string): Promise<boolean> {
    const same = await passwords.verify({ hash: hash ?? NOBODYS_HASH, password })
    return hash !== null && same
  }

  /** One at a time: two people can't take one e-mail between the look and the writing. */
  const inTurn = createTurns()

  return {
    async emailOf(userId) {
      const [identity] = await store.identitiesOf(userId)
      return identity === undefined ? null : auth.emailOf(identity)
    },

    async set(userId, { email: given, password, currentPassword }) {
      const [identity] = await store.identitiesOf(userId)
      if (identity === undefined) throw new Error(`user ${userId} has no identity`)
      const email = readEmail(given)
      const problem = email === null ? 'email-invalid' : problemOf(password)
      if (email === null || problem !== null) return { ok: false, problem: problem ?? 'email-invalid' }
      const known = await auth.emailOf(identity)
      if (known !== null && !(await matches(await hashOf(identity), currentPassword ?? '')))
        return { ok: false, problem: 'wrong-password' }
      const hash = await passwords.hash(password)
      return inTurn(async () => {
        const holder = await internalAdapter.findUserByEmail(email)
        if (holder !== null && holder.user.id !== identity) return { ok: false, problem: 'email-taken' }
        // The password first: until the e-mail is there, nobody can sign in with it, and it may be set anew.
        if ((await hashOf(identity)) !== null) await internalAdapter.updatePassword(identity, hash)
        else
          await internalAdapter.linkAccount({
            userId: identity,
            providerId: PROVIDER,
            accountId: identity,
            password: hash,
          })
        await internalAdapter.updateUser(identity, { email })
        return { ok: true, changed: known !== null }
      })
    },

    async check(given, password) {
      const email = readEmail(given)
      const found = email === null ? null : await internalAdapter.findUserByEmail(email)
      const hash = found === null ? null : await hashOf(found.user.id)
      if (!(await matches(hash, password)) || found === null) return null
      return store.userByIdentity(found.user.id)
    },
  }

  /** As it is stored and compared; null when it can't be an address. Ours for guests are nobody's. */
  function readEmail(given: string): string | null {
    const email = given.trim().toLowerCase()
    const fine = email.length <= LIMITS.emailChars && z.email().safeParse(email).success
    return fine ? auth.ownEmail(email) : null
  }
}

function problemOf(password: string): CredentialProblem | null {
  if (password.length < LIMITS.passwordMinChars) return 'password-too-short'
  return password.length > LIMITS.passwordMaxChars ? 'password-too-long' : null
}
