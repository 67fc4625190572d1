import { networkInterfaces } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { qrCode } from '../../server/start/announce.ts'
import type { CreatedInvite, GuestResponse } from '../../shared/api.ts'
import { Person } from '../support/person.ts'
import { ServerProcess } from '../support/server-process.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** This machine's own network; it may have none. */
const hosts = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .filter((one) => !one.internal && one.family === 'IPv4')
  .map((one) => one.address)

async function start(folder: string): Promise<ServerProcess> {
  const server = new ServerProcess('server/main.ts', { DATA_DIR: folder }, ['--lan'])
  onTestFinished(async () => void (await server.signal('SIGKILL').ended()))
  return server.ready()
}

describe('a room full of people', () => {
  test('[H3] at first gets codes that invite annotators, and the owner a link for each address', async () => {
    const server = await start(temporaryFolder())
    const room = /^http:\S+\/join#(\S+)$/m.exec(server.stdout)?.[1] ?? ''
    for (const host of hosts) {
      const url = `http://${host}:${server.port}`
      expect(server.stdout).toContain(`${url}/join#${server.ownerToken}`)
      expect(server.stdout).toContain(await qrCode(`${url}/join#${room}`))
    }
    if (hosts.length === 0) return expect(server.stdout).toContain('no network')
    expect(await server.stranger().joins(room, '王')).toMatchObject({ role: 'annotator' })
    expect(await server.stranger().joins(server.ownerToken, '林')).toMatchObject({ role: 'owner' })
  })

  test('[H6] may come by each address, and an invite names them all', async () => {
    const server = await start(temporaryFolder())
    const urls = ['127.0.0.1', ...hosts].map((host) => `http://${host}:${server.port}`)
    const owner = server.stranger()
    const { document } = await owner.joins(server.ownerToken, '林')
    const path = `/api/documents/${document.id}/invites`
    const invite = await owner.has<CreatedInvite>('POST', path, { role: 'annotator' })
    expect(invite.urls).toEqual(expect.arrayContaining(urls.map((url) => `${url}/join#${invite.token}`)))

    const joined = urls.map((url) => new Person(url).joins(invite.token, '王'))
    const people = (await Promise.all(joined)).map((guest: GuestResponse) => guest.user.id)
    expect(new Set(people).size).toBe(urls.length)
    const foreign = { origin: 'http://elsewhere.example' }
    expect((await owner.asks('DELETE', '/api/session', undefined, foreign)).status).toBe(403)
  })

  test('[H3] gets bare addresses once there is an owner, which let nobody in', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    await first.guest()
    await first.signal('SIGTERM').ended()
    const second = await start(folder)
    expect(second.stdout).not.toContain('join#')
    for (const host of hosts) expect(second.stdout).toContain(await qrCode(`http://${host}:${second.port}`))
  })
})
