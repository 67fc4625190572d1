import type { AppStore } from '../storage/app-store.ts'
import type { Access } from '../sync/ports.ts'
import { createAccess } from './access.ts'
import { type BetterAuthParts, openBetterAuth } from './better-auth.ts'
import { createCredentials } from './credentials.ts'
import { createDirectory } from './directory.ts'
import { createHandovers } from './handovers.ts'
import { createInvites } from './invites.ts'
import type { Credentials, Directory, Handovers, Invites, SignIn } from './ports.ts'
import { createSignIn } from './sign-in.ts'

export interface AuthParts extends BetterAuthParts {
  store: AppStore
  /** Exactly those that may open sockets; asked each time. */
  origins(): readonly string[]
  now?: () => Date
}
export interface Auth {
  signIn: SignIn
  credentials: Credentials
  handovers: Handovers
  directory: Directory
  invites: Invites
  /** What sync needs. */
  access: Access
}

/** Everything about who somebody is and what they may do, loaded and ready. */
export async function openAuth(parts: AuthParts): Promise<Auth> {
  const { store, origins, now = () => new Date() } = parts
  const auth = await openBetterAuth(parts)
  const signIn = createSignIn({ auth, store, now })
  const credentials = createCredentials(auth, store)
  const directory = await createDirectory(store, now)
  const invites = createInvites(store, directory, now)
  const handovers = createHandovers({ store, signIn, credentials, directory, now })
  const access = createAccess({ signIn, directory, origins })
  return { signIn, credentials, handovers, directory, invites, access }
}
