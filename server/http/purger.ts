import { nanoid } from 'nanoid'
import type { Logger } from 'pino'
import type { Directory, SignIn } from '../auth/ports.ts'
import type { AppStore, StoredPurge } from '../storage/app-store.ts'
import type { AnnotationIndex, Rooms } from './ports.ts'

export interface PurgerParts {
  directory: Pick<Directory, 'documentOf'>
  store: AppStore
  rooms: Rooms
  annotations: AnnotationIndex
  signIn: Pick<SignIn, 'erase'>
  log: Pick<Logger, 'error'>
}

/** True: done, the next may follow. False: to be asked again. */
type Step = () => Promise<boolean>

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/**
 * Takes a note, or what a person wrote, out of everything that is stored. It is written down first, and forgotten what it was
 * about when all of it is done; so a purge that a crash has cut short goes on at the next start. Once nobody gets it any
 * more there is no way back: what can't be overwritten yet, because a backup reads the files, is tried again until it is.
 */
export function createPurger({ directory, store, rooms, annotations, signIn, log }: PurgerParts) {
  const begin = ({ id, documentId, kind, target }: StoredPurge) =>
    rooms.purge(documentId, id, whatOf({ kind, target }))

  function stepsAfter({ id, documentId, kind, target }: StoredPurge): Step[] {
    const done =
      (work: () => Promise<void>): Step =>
      () =>
        work().then(() => true)
    return [
      done(() => rooms.erase(documentId, whatOf({ kind, target }))),
      done(async () => {
        if (kind === 'person' && (await store.erasePerson(documentId, target)) === 'erased')
          await signIn.erase(target)
      }),
      done(() => annotations.erase(documentId)),
      () => rooms.leftNothing(),
      () => store.finishPurge(id),
    ]
  }

  /** As far as it goes now; the rest by itself, later. */
  async function finish(steps: Step[], pause = FIRST_PAUSE_MS): Promise<void> {
    try {
      while (await steps[0]?.()) steps.shift()
    } catch (error) {
      log.error({ err: error }, 'a purge is not done yet; it is tried again')
    }
    if (steps.length === 0) return
    setTimeout(() => void finish(steps, Math.min(2 * pause, LONGEST_PAUSE_MS)), pause).unref()
  }

  return {
    /** Resolves when nobody gets it any more; usually all of it is done then. */
    async purge(asked: Omit<StoredPurge, 'id'>): Promise<string> {
      const purge = { ...asked, id: nanoid(12) }
      await store.addPurge(purge)
      try {
        await begin(purge)
      } catch (error) {
        // Whoever asked is told that it failed; it must not come about at some later start.
        await store.dropPurge(purge.id).catch((failure: unknown) => log.error({ err: failure }, 'purge'))
        throw error
      }
      await finish(stepsAfter(purge))
      return purge.id
    },
    /** What was not done before the server ended. */
    async resume(): Promise<void> {
      for (const { begun, ...purge } of await store.unfinishedPurges()) {
        if (directory.documentOf(purge.documentId) === null) continue
        try {
          if (!begun) await begin(purge)
          await finish(stepsAfter(purge))
        } catch (error) {
          log.error({ err: error, document: purge.documentId }, 'a purge could not begin')
        }
      }
    },
  }
}

function whatOf({ kind, target }: Pick<StoredPurge, 'kind' | 'target'>) {
  return kind === 'person' ? { userId: target } : { annotationId: target }
}
