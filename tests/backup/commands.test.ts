import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { DocumentSummary } from '../../shared/api.ts'
import { newKey } from '../support/content.ts'
import type { Person } from '../support/person.ts'
import { type Ended, ServerProcess } from '../support/server-process.ts'
import { damage, STORED, storeData } from '../support/stored-data.ts'
import { Client, OURS } from '../support/sync-client.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

function start(dataDir: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = new ServerProcess('server/main.ts', { DATA_DIR: dataDir, ...env })
  onTestFinished(async () => void (await server.signal('SIGKILL').ended()))
  return server.ready()
}
type Command = 'backup' | 'restore' | 'verify'
function begin(command: Command, dataDir: string, ...args: string[]): ServerProcess {
  return new ServerProcess(`server/start/${command}.ts`, { DATA_DIR: dataDir }, args)
}
function run(command: Command, dataDir: string, ...args: string[]): Promise<Ended> {
  return begin(command, dataDir, ...args).ended()
}
async function works(command: Command, dataDir: string, ...args: string[]): Promise<string> {
  const ended = await run(command, dataDir, ...args)
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  return ended.stdout
}
/** One line that says what is wrong. */
async function complaintOf(command: Command, dataDir: string, ...args: string[]): Promise<string> {
  const ended = await run(command, dataDir, ...args)
  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1)
  return ended.stderr.trimEnd()
}

async function speechOf(person: Person): Promise<string> {
  const { documents } = await person.has<{ documents: DocumentSummary[] }>('GET', '/api/documents')
  return documents[0]?.id ?? ''
}
async function opens(server: ServerProcess, person: Person, document: string, room: 'text' | 'notes') {
  const client = new Client(server, { as: 'lin', document, room, params: OURS, cookie: person.cookie })
  onTestFinished(() => client.leaves())
  await client.synced()
  return client
}
/** Somebody who does not stop typing; `acked` is what the server has said it has. */
function typing(client: Client) {
  let typed = ''
  const sent: { frame: number; length: number }[] = []
  const state = { acked: '' }
  client.onAck = (count) => {
    for (const { length } of sent.splice(0, sent.filter(({ frame }) => frame <= count).length))
      state.acked = typed.slice(0, length)
  }
  const timer = setInterval(() => {
    const character = String.fromCodePoint(0x4e00 + (typed.length % 5_000))
    client.types(character, typed.length)
    typed += character
    sent.push({ frame: client.writes, length: typed.length })
  }, 20)
  return {
    state,
    stop() {
      clearInterval(timer)
      return typed
    },
  }
}

describe('npm run backup and restore', () => {
  test('[B1] [B4] while people type; in a fresh folder everything acknowledged by then is there, and cookies work', async () => {
    const data = temporaryFolder()
    const first = await start(data)
    const owner = await first.guest()
    const document = await speechOf(owner)
    const { id } = await owner.has<{ id: string }>('POST', '/api/documents', { title: '空的', text: '。' })
    const notes = await opens(first, owner, document, 'notes')
    const key = notes.annotates('國泰民安', newKey(owner.user.id))
    await notes.whenSaved()
    const writer = await opens(first, owner, id, 'text')
    const epochBefore = (await owner.has<{ epoch: string }>('GET', `/api/documents/${id}`)).epoch
    const hand = typing(writer)
    await until('something is acknowledged', () => hand.state.acked.length > 10)

    const file = join(temporaryFolder(), 'a.tar.gz')
    const before = hand.state.acked
    expect(await works('backup', data, file)).toContain(`${file}: all checked. Documents: 2, rooms: 3.`)
    const during = hand.state.acked
    expect(during.length).toBeGreaterThan(before.length)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const typed = hand.stop()
    await first.signal('SIGTERM').ended()

    const fresh = join(temporaryFolder(), 'data')
    expect(await works('restore', fresh, file)).toMatch(
      /^Restored to .*, as of .*\. Documents: 2, rooms: 3\.\n/,
    )
    const second = await start(fresh, { PORT: String(first.port) })
    expect((await owner.has<{ user: object }>('GET', '/api/session')).user).toEqual(owner.user)
    const epoch = (await owner.has<{ epoch: string }>('GET', `/api/documents/${id}`)).epoch
    expect(epoch).not.toBe(epochBefore)
    expect((await opens(second, owner, document, 'notes')).notes).toEqual({ [key]: '國泰民安' })
    const { text } = await opens(second, owner, id, 'text')
    expect(text.startsWith(before)).toBe(true)
    expect(`${typed}。`.startsWith(text.slice(0, -1))).toBe(true)
    expect(await works('verify', fresh)).toMatch(/: no problem\.\n$/)
  })

  test('[B2] has the name only when it is whole: killed, it leaves nothing there, and the next one cleans up', async () => {
    const data = await storeData(temporaryFolder())
    const target = temporaryFolder()
    const file = join(target, 'a.tar.gz')
    const ends = async (signal: NodeJS.Signals) => {
      const backup = begin('backup', data, file)
      await until('it has begun', () => readdirSync(target).length > 0 || null, 50_000)
      const { code } = await backup.signal(signal).ended()
      // On a machine that stood still meanwhile it may have been quicker.
      expect(existsSync(file)).toBe(code === 0)
      if (code === 0) rmSync(file)
    }
    await ends('SIGTERM')
    expect(readdirSync(target)).toEqual([])
    await ends('SIGKILL')

    await works('backup', data, file)
    expect(readdirSync(target)).toEqual(['a.tar.gz'])
    const made = readFileSync(file)
    expect(await complaintOf('backup', data, file)).toMatch(/a\.tar\.gz is there already\. .*--replace\.$/)
    expect(readFileSync(file).equals(made)).toBe(true)
    await works('backup', data, file, '--replace')
    expect(await works('backup', data)).toMatch(/backups\/hezhu-\d{8}T\d{6}Z\.tar\.gz: all checked/)
  })

  test.each(['backup', 'restore'] as const)(
    '[B2] [B3] a disk that is full is told in a line, and %s leaves nothing half',
    async (command) => {
      const [data, target] = [await storeData(join(temporaryFolder(), 'data')), temporaryFolder()]
      const file = join(target, 'a.tar.gz')
      if (command === 'restore') await works('backup', data, file)
      const before = readdirSync(data).sort()
      // A file may have 32 KiB and no byte more.
      const ended = await new ServerProcess(
        '-c',
        { DATA_DIR: data, NODE: process.execPath },
        [`trap '' XFSZ; ulimit -f 64; exec "$NODE" server/start/${command}.ts '${file}' --replace`],
        'sh',
      ).ended()
      expect(ended).toMatchObject({ code: 1, stdout: '' })
      expect(ended.stderr).toMatch(
        /^(No backup was made|Nothing was restored, the data is as it was): .* can't be used \(.*\).*\n$/,
      )
      expect(readdirSync(target)).toEqual(command === 'restore' ? ['a.tar.gz'] : [])
      expect(
        readdirSync(data)
          .filter((name) => !/lock|-wal$|-shm$/.test(name))
          .sort(),
      ).toEqual(before.filter((name) => !/lock|-wal$|-shm$/.test(name)))
      await works('verify', data)
    },
  )

  test('[B3] says what is wrong in a line, and changes nothing', async () => {
    const data = await storeData(temporaryFolder())
    const [empty, target] = [temporaryFolder(), temporaryFolder()]
    const file = join(target, 'a.tar.gz')
    await works('backup', data, file)
    const says = async (words: RegExp, ...asked: Parameters<typeof complaintOf>) =>
      expect(await complaintOf(...asked)).toMatch(words)
    await Promise.all([
      says(/has no data yet/, 'backup', empty, join(target, 'b')),
      says(/^There is no folder .*none/, 'backup', data, join(target, 'none/b')),
      says(/^Usage: npm run backup/, 'backup', data, '--all'),
      says(/^Usage: npm run restore/, 'restore', data),
      says(/^There is no file .*none\.$/, 'restore', data, join(target, 'none')),
    ])
    await says(/has data\. Say --replace/, 'restore', data, file)
    writeFileSync(file, readFileSync(file).subarray(0, -1))
    await Promise.all([
      says(/is damaged, cut short, or no backup/, 'restore', data, file, '--replace'),
      says(/is damaged, cut short, or no backup/, 'verify', data, file),
    ])
    const server = await start(data)
    expect(await complaintOf('restore', data, file, '--replace')).toMatch(/another server is using/)
    await server.signal('SIGTERM').ended()
    damage(data, 'log', "UPDATE updates SET bytes = x'00'")
    expect(await complaintOf('backup', data, join(target, 'c'))).toMatch(
      /^No backup was made, for the data is damaged: .*\. See: npm run verify$/,
    )
  })
})

const TO_DO =
  'Stop the server and put back the newest backup (npm run restore -- <file> --replace), or let it run: when the document is opened it saves what is intact and tells the owners what is missing.'

describe('npm run verify', () => {
  test('[B5] says in a line each what is damaged and what to do, and has status 1', async () => {
    const data = await storeData(temporaryFolder())
    const file = join(temporaryFolder(), 'a.tar.gz')
    await works('backup', data, file)
    expect(await works('verify', data)).toBe(await works('verify', data, file))
    damage(
      data,
      'log',
      "UPDATE updates SET bytes = x'00' WHERE seq = 5; DELETE FROM archive WHERE from_seq = 1",
    )
    const { code, stdout, stderr } = await run('verify', data)
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toBe(
      `Problem: notes of "${STORED.title}" (document ${STORED.documentId}): row 5 does not match its checksum. ${TO_DO}`,
    )
    expect(lines[1]).toMatch(/^Checked: .*: 1 problem\.$/)
  })
})

describe('after damage', () => {
  test('[B5] a document that was repaired, and its backup, are whole again', async () => {
    const data = temporaryFolder()
    const first = await start(data)
    const owner = await first.guest()
    const document = await speechOf(owner)
    const writing = await opens(first, owner, document, 'notes')
    const keys = ['一', '二', '三'].map((note) => writing.annotates(note, newKey(owner.user.id)))
    await writing.whenSaved()
    await first.signal('SIGTERM').ended()
    damage(data, 'log', "UPDATE updates SET bytes = x'00' WHERE room LIKE '%/notes' AND seq = 2")
    expect((await run('verify', data)).code).toBe(1)

    const second = await start(data, { PORT: String(first.port) })
    await until('it is repaired', async () => {
      const reading = new Client(second, {
        as: 'lin',
        document,
        room: 'notes',
        params: OURS,
        cookie: owner.cookie,
      })
      onTestFinished(() => reading.leaves())
      await until('it has come', () => reading.provider.synced || reading.closed)
      return reading.provider.synced && Object.keys(reading.notes).length === 2 ? reading.notes : null
    })
    expect(keys).toHaveLength(3)
    expect(await works('verify', data)).toMatch(/: no problem\.\n$/)
    const file = join(temporaryFolder(), 'a.tar.gz')
    await works('backup', data, file)
    expect(await works('verify', data, file)).toMatch(/: no problem\.\n$/)
  })
})

describe('[B6] the server by itself', () => {
  test('makes a backup when one is due, and tells it in /metrics', async () => {
    const [data, dir] = [temporaryFolder(), join(temporaryFolder(), 'kept')]
    const env = { BACKUP_EVERY_HOURS: '6', BACKUP_DIR: dir, BACKUP_KEEP: '2' }
    const first = await start(data, env)
    const [name = ''] = await until(
      'there is a backup',
      () => {
        const there = existsSync(dir) ? readdirSync(dir).filter((one) => one.startsWith('hezhu-')) : []
        return there.length > 0 ? there : null
      },
      50_000,
    )
    expect(name).toMatch(/^hezhu-scheduled-\d{8}T\d{6}Z\.tar\.gz$/)
    const metrics = async (server: ServerProcess) => (await server.stranger().gets<string>('/metrics')).body
    await until('it is told', async () =>
      /^hezhu_last_backup_timestamp_seconds [1-9]/m.test(await metrics(first)),
    )
    expect(await metrics(first)).toMatch(/^hezhu_failed_backups_total 0$/m)
    await works('verify', data, join(dir, name))
    await first.signal('SIGTERM').ended()

    const second = await start(data, env)
    expect(await metrics(second)).toMatch(/^hezhu_last_backup_timestamp_seconds [1-9]/m)
    expect(readdirSync(dir)).toEqual([name])
  })

  test('logs a backup that failed, counts it, and serves on', async () => {
    const [data, dir] = [temporaryFolder(), join(temporaryFolder(), 'kept')]
    mkdirSync(dir)
    // Where the work folder would be, something that nobody can remove by mistake: the folder is a file.
    const place = join(dir, 'a-file')
    writeFileSync(place, '')
    const server = await start(data, { BACKUP_EVERY_HOURS: '6', BACKUP_DIR: place })
    await until('it is logged', () => server.stderr.includes('"msg":"backup"'), 50_000)
    const { body } = await server.stranger().gets<string>('/metrics')
    expect(body).toMatch(/^hezhu_failed_backups_total 1$/m)
    expect(body).toMatch(/^hezhu_last_backup_timestamp_seconds 0$/m)
    expect(await server.signal('SIGTERM').ended()).toMatchObject({ code: 0 })
  })
})
