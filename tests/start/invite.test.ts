import { describe, expect, onTestFinished, test } from 'vitest'
import type { DocumentSummary, SessionInfo } from '../../shared/api.ts'
import type { Person } from '../support/person.ts'
import { type Ended, ServerProcess } from '../support/server-process.ts'
import { temporaryFolder } from '../support/temporary.ts'

async function start(folder: string): Promise<ServerProcess> {
  const server = new ServerProcess('server/main.ts', { DATA_DIR: folder })
  onTestFinished(async () => void (await server.signal('SIGKILL').ended()))
  return server.ready()
}
function invite(folder: string, ...args: string[]): Promise<Ended> {
  return new ServerProcess('server/start/invite.ts', { DATA_DIR: folder }, args).ended()
}
/** The token of the link to this address. */
function tokenIn({ stdout, stderr }: Ended, url: string): string {
  expect(stderr).toBe('')
  const link = stdout.split('\n').find((line) => line.startsWith(`${url}/join#`))
  return link?.split('#')[1] ?? stdout
}
async function documentsOf(person: Person): Promise<DocumentSummary[]> {
  return (await person.has<{ documents: DocumentSummary[] }>('GET', '/api/documents')).documents
}

describe('npm run invite', () => {
  test('[H3] brings an owner in while the server runs, at the address it has', async () => {
    const folder = temporaryFolder()
    const server = await start(folder)
    await server.guest()
    const second = await server.guest(tokenIn(await invite(folder, '--role', 'owner'), server.url))
    expect(await documentsOf(second)).toMatchObject([{ role: 'owner', members: 2 }])
  })

  test('[H3] makes a link that works at the next start', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    await first.guest()
    await first.signal('SIGTERM').ended()
    const token = tokenIn(await invite(folder, '--role', 'reader'), first.url)
    const reader = await (await start(folder)).guest(token)
    expect(await documentsOf(reader)).toMatchObject([{ role: 'reader' }])
  })

  test('[H3] asks which document when there are several', async () => {
    const folder = temporaryFolder()
    const server = await start(folder)
    const owner = await server.guest()
    const { id } = await owner.has<{ id: string }>('POST', '/api/documents', {
      title: '第二篇',
      text: '一段',
    })
    const which = await invite(folder, '--role', 'editor')
    expect(which).toMatchObject({ code: 1, stdout: '' })
    expect(which.stderr).toMatch(new RegExp(`^Which document\\?\n(.*\n)?  --document ${id}  第二篇\n`))

    const token = tokenIn(await invite(folder, '--role', 'editor', '--document', id), server.url)
    expect(await documentsOf(await server.guest(token))).toMatchObject([{ id, role: 'editor' }])
    const none = await invite(folder, '--role', 'editor', '--document', 'none')
    expect(none).toMatchObject({ code: 1, stdout: '' })
    expect(none.stderr).toMatch(/^There is no document none\. There is:\n/)
  })

  test('[H3] where all documents are deleted, it makes an owner one to begin again with', async () => {
    const folder = temporaryFolder()
    const server = await start(folder)
    const owner = await server.guest()
    const [{ id } = { id: '' }] = await documentsOf(owner)
    await owner.has('DELETE', `/api/documents/${id}`)
    // Not behind the back of a server that runs; whoever has owned may make one there.
    const running = await invite(folder, '--role', 'owner')
    expect(running).toMatchObject({ code: 1, stdout: '' })
    expect(running.stderr).toMatch(/^There is no document .* Stop the server and run this again: .*\n$/)
    expect(await owner.has<SessionInfo>('GET', '/api/session')).toMatchObject({ mayCreate: true })
    await server.signal('SIGTERM').ended()

    const none = await invite(folder, '--role', 'reader')
    expect(none).toMatchObject({ code: 1, stderr: 'There is no document to invite anybody to.\n' })
    const token = tokenIn(await invite(folder, '--role', 'owner'), server.url)
    const again = await (await start(folder)).guest(token)
    expect(await documentsOf(again)).toMatchObject([{ role: 'owner', members: 1, blocks: 32 }])
  })

  test.each([[[]], [['--role', 'king']], [['--role']], [['--rule', 'owner']], [['owner']]])(
    '[H7] %j is answered with how to call it',
    async (args) => {
      const ended = await invite(temporaryFolder(), ...args)
      expect(ended).toMatchObject({ code: 1, stdout: '' })
      expect(ended.stderr).toMatch(/^Usage: npm run invite -- --role .*\n$/)
    },
  )

  test('[H7] without data it says so, and makes none', async () => {
    const folder = temporaryFolder()
    const ended = await invite(folder, '--role', 'owner')
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/^DATA_DIR: .* has no data yet\. .*\n$/)
    expect((await invite(folder, '--role', 'owner')).stderr).toBe(ended.stderr)
  })
})
