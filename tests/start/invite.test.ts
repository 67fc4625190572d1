import { describe, expect, onTestFinished, test } from 'vitest'
import { type Ended, Guest, join, ServerProcess } from '../support/server-process.ts'
import { temporaryFolder } from '../support/temporary.ts'

async function start(folder: string): Promise<ServerProcess> {
  const server = new ServerProcess('server/main.ts', { DATA_DIR: folder })
  onTestFinished(async () => void (await server.signal('SIGKILL').ended()))
  return server.ready()
}
function invite(folder: string, ...args: string[]): Promise<Ended> {
  return new ServerProcess('server/start/invite.ts', { DATA_DIR: folder }, args).ended()
}
async function joins(server: ServerProcess, token: string | undefined, name: string): Promise<Guest> {
  const guest = await join(server.url, token ?? '', name)
  if (!(guest instanceof Guest)) throw new Error(guest)
  return guest
}
function tokenIn({ stdout, stderr }: Ended, url: string): string {
  expect(stderr).toBe('')
  const link = stdout.split('\n').find((line) => line.startsWith(`${url}/join#`))
  return link?.split('#')[1] ?? stdout
}

describe('npm run invite', () => {
  test('[H3] brings an owner in while the server runs, at the address it has', async () => {
    const folder = temporaryFolder()
    const server = await start(folder)
    const first = await joins(server, server.ownerToken, '林主持')
    const second = await joins(server, tokenIn(await invite(folder, '--role', 'owner'), server.url), '林主持')
    expect(second.id).not.toBe(first.id)
    expect(await second.documents()).toMatchObject([{ role: 'owner', members: 2 }])
  })

  test('[H3] makes a link that works at the next start', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    await joins(first, first.ownerToken, '林主持')
    await first.signal('SIGTERM').ended()
    const token = tokenIn(await invite(folder, '--role', 'reader'), first.url)
    const wang = await joins(await start(folder), token, '王小明')
    expect(await wang.documents()).toMatchObject([{ role: 'reader' }])
  })

  test('[H3] asks which document when there are several', async () => {
    const folder = temporaryFolder()
    const server = await start(folder)
    const lin = await joins(server, server.ownerToken, '林主持')
    const id = await lin.createsDocument('第二篇', '一段。')
    const which = await invite(folder, '--role', 'editor')
    expect(which).toMatchObject({ code: 1, stdout: '' })
    expect(which.stderr).toMatch(new RegExp(`^Which document\\?\n(.*\n)?  --document ${id}  第二篇\n`))
    const token = tokenIn(await invite(folder, '--role', 'editor', '--document', id), server.url)
    const wang = await joins(server, token, '王小明')
    expect(await wang.documents()).toMatchObject([{ id, role: 'editor' }])
    expect((await invite(folder, '--role', 'editor', '--document', 'none')).stderr).toMatch(
      /^There is no document none\. There is:\n/,
    )
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
