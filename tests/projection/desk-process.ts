import { comment, newKey } from '../support/content.ts'
import { Desk } from './desk.ts'

/** Writes notes without end, to be killed: `node desk-process.ts <directory>` prints a line for each that is stored. */
const [, script, directory] = process.argv
if (script === import.meta.filename && directory !== undefined) {
  const desk = await Desk.open({ directory })
  const alice = desk.writer('alice')
  for (;;) {
    const key = newKey(alice.user.id)
    alice.map('annotations').set(key, comment(key))
    // Not the projection: it may be anywhere when the end comes.
    await desk.stored()
    console.log(key)
  }
}
