import { nanoid } from 'nanoid'
import type { Directory, SignIn } from '../auth/ports.ts'
import type { AppStore, StoredPurge } from '../storage/app-store.ts'
import type { AnnotationIndex, Rooms } from './ports.ts'

export interface PurgerParts {
  directory: Pick<Directory, 'documentOf'>
  store: AppStore
  rooms: Rooms
  annotations: AnnotationIndex
  signIn: Pick<SignIn, 'erase'>
}

/**
 * Takes a note, or what a person wrote, out of everything that is stored. It is written down first, and forgotten what it was
 * about when all of it is done; so a purge that a crash has cut short is done again, in full, at the next start.
 */
export function createPurger({ directory, store, rooms, annotations, signIn }: PurgerParts) {
  async function carryOut({ id, documentId, kind, target }: StoredPurge): Promise<void> {
    await rooms.purge(documentId, id, kind === 'person' ? { userId: target } : { annotationId: target })
    if (kind === 'person' && (await store.erasePerson(documentId, target)) === 'erased')
      await signIn.erase(target)
    await annotations.erase(documentId)
    await store.finishPurge(id)
  }
  return {
    async purge(asked: Omit<StoredPurge, 'id'>): Promise<string> {
      const id = nanoid(12)
      await store.addPurge({ ...asked, id })
      await carryOut({ ...asked, id })
      return id
    },
    /** What was begun before the server ended. */
    async resume(): Promise<void> {
      for (const purge of await store.unfinishedPurges())
        if (directory.documentOf(purge.documentId) !== null) await carryOut(purge)
    },
  }
}
