import type { AppStore } from '../storage/app-store.ts'
import type { Access } from '../sync/ports.ts'
import { createAccess } from './access.ts'
import { createDirectory } from './directory.ts'
import { createInvites } from './invites.ts'
import type { Directory, Invites, SignIn } from './ports.ts'
import type { SignInParts } from './sign-in.ts'
import { createSignIn } from './sign-in.ts'

export interface AuthParts extends SignInParts {
  store: AppStore
  /** Exactly those that may open sockets; asked each time. */
  origins(): readonly string[]
}
export interface Auth {
  signIn: SignIn
  directory: Directory
  invites: Invites
  /** What sync needs. */
  access: Access
}

/** Everything about who somebody is and what they may do, loaded and ready. */
export async function openAuth(parts: AuthParts): Promise<Auth> {
  const { store, origins, now = () => new Date() } = parts
  const signIn = await createSignIn(parts)
  const directory = await createDirectory(store, now)
  const invites = createInvites(store, directory, now)
  return { signIn, directory, invites, access: createAccess({ signIn, directory, origins }) }
}
