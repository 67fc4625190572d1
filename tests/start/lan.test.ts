import { networkInterfaces } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { qrCode } from '../../server/start/announce.ts'
import { Guest, join, ServerProcess } from '../support/server-process.ts'
import { temporaryFolder } from '../support/temporary.ts'

const hosts = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .filter((one) => !one.internal && one.family === 'IPv4')
  .map((one) => one.address)

async function start(folder: string): Promise<ServerProcess> {
  // On all addresses, whatever the name of this machine's network.
  const server = new ServerProcess('server/main.ts', { DATA_DIR: folder }, ['--lan'])
  onTestFinished(async () => void (await server.signal('SIGKILL').ended()))
  return server.ready()
}

describe('a room full of people', () => {
  test('[H3] at the first start the owner’s link is printed for each address, and annotators’ as codes', async () => {
    const server = await start(temporaryFolder())
    const room = /^http:\S+\/join#(\S+)$/m.exec(server.stdout)?.[1] ?? ''
    for (const host of hosts) {
      const url = `http://${host}:${server.port}`
      expect(server.stdout).toContain(`${url}/join#${server.ownerToken}`)
      expect(server.stdout).toContain(await qrCode(`${url}/join#${room}`))
    }
    if (hosts.length === 0) return expect(server.stdout).toContain('no network')

    const wang = await join(server.url, room, '王小明')
    expect(wang).toBeInstanceOf(Guest)
    expect(await (wang as Guest).documents()).toMatchObject([{ role: 'annotator' }])
  })

  test('[H6] people may come by each address, and an invite names them all', async () => {
    const server = await start(temporaryFolder())
    const urls = ['127.0.0.1', ...hosts].map((host) => `http://${host}:${server.port}`)
    const lin = await join(server.url, server.ownerToken ?? '', '林主持')
    if (!(lin instanceof Guest)) throw new Error(lin)
    const invite = await lin.invites('annotator')
    expect(invite.urls).toEqual(expect.arrayContaining(urls.map((url) => `${url}/join#${invite.token}`)))
    for (const url of urls) {
      const answer = await fetch(`${url}/api/session`, { method: 'DELETE', headers: { origin: url } })
      expect(answer.status).toBe(204)
    }
    const elsewhere = await fetch(`${server.url}/api/session`, {
      method: 'DELETE',
      headers: { origin: 'http://elsewhere.example' },
    })
    expect(elsewhere.status).toBe(403)
  })

  test('[H3] once there is an owner, the codes are addresses and let nobody in', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    expect(await join(first.url, first.ownerToken ?? '', '林主持')).toBeInstanceOf(Guest)
    await first.signal('SIGTERM').ended()
    const second = await start(folder)
    expect(second.stdout).not.toContain('join#')
    for (const host of hosts) expect(second.stdout).toContain(await qrCode(`http://${host}:${second.port}`))
  })
})
