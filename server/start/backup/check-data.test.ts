import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomFrom } from '../../../tests/support/random.ts'
import { damage, STORED, storeData } from '../../../tests/support/stored-data.ts'
import { temporaryFolder } from '../../../tests/support/temporary.ts'
import { openSnapshot } from '../../storage/sqlite/snapshot.ts'
import type { Problem } from './check-data.ts'
import { checkData } from './check-data.ts'

function check(folder: string) {
  const snapshot = openSnapshot({ app: join(folder, 'app.sqlite'), log: join(folder, 'log.sqlite') })
  const problems: Problem[] = []
  try {
    const { summary, rooms } = checkData(snapshot, (problem) => problems.push(problem))
    return {
      summary,
      rooms,
      problems: problems.map(({ where, what, touches }) => `${touches}: ${where}: ${what}`),
    }
  } finally {
    snapshot.close()
  }
}
const NOTES = `notes of "${STORED.title}" (document ${STORED.documentId})`
const inNotes = `room = '${STORED.documentId}/${STORED.epoch}/notes'`

/** A file that can't even be opened is told by whoever opens it. */
function checkOrNot(folder: string): Pick<ReturnType<typeof check>, 'problems' | 'rooms'> {
  try {
    openSnapshot({ app: join(folder, 'app.sqlite'), log: join(folder, 'log.sqlite') }).close()
  } catch {
    return { problems: ['not opened'], rooms: [] }
  }
  return check(folder)
}

let template: string
beforeAll(async () => {
  template = await storeData(mkdtempSync(join(tmpdir(), 'hezhu-test-')))
  return () => rmSync(template, { recursive: true })
})
function stored(): string {
  const folder = temporaryFolder()
  cpSync(template, folder, { recursive: true })
  return folder
}

describe('[B5] checking what is stored', () => {
  test('finds nothing wrong with what a server wrote and folded', () => {
    const { summary, rooms, problems } = check(stored())
    expect(problems).toEqual([])
    expect(summary).toEqual({ documents: 1, rooms: 3, rows: 4, bases: 2, archives: 2, problems: 0 })
    expect(rooms.map(({ rows, lastSeq }) => [rows, lastSeq])).toEqual([
      [2, 6],
      [1, 1],
      [1, 1],
    ])
  })

  test.each([
    [
      'changed bytes',
      `UPDATE updates SET bytes = x'00' WHERE ${inNotes} AND seq = 5`,
      `content: ${NOTES}: row 5 does not match its checksum`,
    ],
    [
      'a damaged restore point',
      `INSERT INTO restore_points SELECT 1, room, seq, document, 'text', user, 'mass-deletion', 9, 9, at, sha256, x'00' FROM updates WHERE ${inNotes} AND seq = 5`,
      `history: ${NOTES}: the restore point before row 5 is damaged`,
    ],
    [
      'a missing row',
      `DELETE FROM updates WHERE ${inNotes} AND seq = 5`,
      `content: ${NOTES}: row 5 is missing`,
    ],
    [
      'a changed base state',
      `UPDATE base_states SET bytes = x'0000' WHERE seq = 4`,
      `content: ${NOTES}: base state 4 is damaged`,
    ],
    [
      'a changed base state before the newest',
      `UPDATE base_states SET bytes = x'0000' WHERE seq = 2`,
      `history: ${NOTES}: base state 2 is damaged`,
    ],
    [
      'an archive that is no archive',
      `UPDATE archive SET rows = x'00' WHERE from_seq = 3`,
      `history: ${NOTES}: archive 3–4 can't be unpacked`,
    ],
    [
      'a missing archive',
      `DELETE FROM archive WHERE from_seq = 3`,
      `history: ${NOTES}: the archive ends at 2, the base state at 4`,
    ],
    [
      'an archive under another number',
      `UPDATE archive SET to_seq = 5 WHERE from_seq = 3`,
      `history: ${NOTES}: archive 3–5 does not have the rows it names`,
    ],
    [
      'a writer who is not the owner',
      `UPDATE updates SET user = 'mallory' WHERE ${inNotes} AND seq = 6`,
      expect.stringMatching(`content: .*: row 6 has a writer who does not own client `),
    ],
    [
      'a binding that is gone',
      `DELETE FROM bindings WHERE ${inNotes}`,
      expect.stringMatching(/content: .*: client \d+ is attributed to somebody who does not own it/),
    ],
    [
      'a room that is gone',
      `DELETE FROM updates WHERE room LIKE '%/text'; DELETE FROM bindings WHERE room LIKE '%/text'; DELETE FROM attribution WHERE room LIKE '%/text'`,
      `content: text of "${STORED.title}" (document ${STORED.documentId}): is not in the log`,
    ],
    [
      'a room of no known kind',
      `UPDATE updates SET room = 'x/y/attic' WHERE room LIKE '%/private/%'`,
      `content: log.sqlite: "x/y/attic" is no room`,
    ],
    [
      'a table of a newer program',
      `CREATE TABLE sketches(room TEXT)`,
      'version: log.sqlite: was written by a newer version of the program',
    ],
  ])('finds %s', (_, sql, problem) => {
    const folder = stored()
    damage(folder, 'log', sql)
    expect(check(folder).problems).toContainEqual(problem)
  })

  test('finds a base state that is not what its rows come to, though every checksum fits', async () => {
    const [folder, other] = [stored(), await storeData(temporaryFolder(), ['別', '的'])]
    damage(
      folder,
      'log',
      `ATTACH '${join(other, 'log.sqlite')}' AS other;
       UPDATE main.base_states SET (sha256, bytes) = (SELECT sha256, bytes FROM other.base_states WHERE seq = 4) WHERE seq = 4;
       DELETE FROM main.updates WHERE ${inNotes};
       INSERT INTO main.bindings SELECT * FROM other.bindings WHERE true ON CONFLICT DO NOTHING;
       DELETE FROM main.attribution WHERE ${inNotes};
       INSERT INTO main.attribution SELECT * FROM other.attribution WHERE ${inNotes}`,
    )
    expect(check(folder).problems).toEqual([`content: ${NOTES}: base state 4 is not what its rows come to`])
  })

  test('finds rows that depend on what is not stored', async () => {
    // As if updates had been lost before they got a number.
    const folder = stored()
    damage(
      folder,
      'log',
      `DELETE FROM base_states; DELETE FROM archive; UPDATE updates SET seq = seq - 4 WHERE ${inNotes}`,
    )
    expect(check(folder).problems).toContain(
      `content: ${NOTES}: the rows depend on something that is not stored`,
    )
  })

  test('finds a lost row that was the last', () => {
    const folder = stored()
    damage(folder, 'log', `DELETE FROM updates WHERE ${inNotes} AND seq = 6`)
    expect(check(folder).problems).toEqual([
      expect.stringMatching(/^content: notes of .*: the last of what client \d+ wrote is missing$/),
    ])
  })

  test('ends in good order whatever bits of the log are flipped, and calls nothing whole that is not', () => {
    const random = randomFrom(17)
    const whole = check(stored()).rooms
    const found = { damaged: 0, whole: 0 }
    for (let round = 0; round < 60; round++) {
      const folder = stored()
      const file = join(folder, 'log.sqlite')
      const bytes = readFileSync(file)
      const at = random.below(bytes.length)
      bytes[at] = (bytes[at] as number) ^ (1 << random.below(8))
      writeFileSync(file, bytes)
      const { problems, rooms } = checkOrNot(folder)
      // A page that is not in use, or what no checksum covers and nobody reads as content.
      if (problems.length === 0) expect(rooms, `byte ${at}`).toEqual(whole)
      found[problems.length === 0 ? 'whole' : 'damaged']++
    }
    expect(found.damaged).toBeGreaterThan(5)
  })

  test('finds what SQLite finds, and rows that name what is not there', async () => {
    const folder = stored()
    damage(folder, 'app', `DELETE FROM users`)
    expect(check(folder).problems).toEqual([
      expect.stringMatching(/^content: app\.sqlite: \d rows name what is not there \(.*members → users.*\)$/),
    ])
  })

  test('finds what a newer program has done to people and documents', async () => {
    const folder = stored()
    damage(folder, 'app', `INSERT INTO kysely_migration VALUES ('9999-wings', '2031-01-01')`)
    expect(check(folder).problems).toEqual([
      'version: app.sqlite: was written by a newer version of the program',
    ])
  })

  test('takes what lies in an earlier epoch, or in a deleted document, for history', async () => {
    const folder = stored()
    damage(folder, 'log', `UPDATE updates SET bytes = x'00' WHERE ${inNotes} AND seq = 5`)
    damage(folder, 'app', 'UPDATE documents SET deleted_at = 1')
    expect(check(folder).problems).toEqual([
      `history: notes of document ${STORED.documentId}, epoch epoch-1: row 5 does not match its checksum`,
    ])
  })
})
