import { describe, expect, test } from 'vitest'
import { announce, qrCode } from './announce.ts'

const here = 'http://127.0.0.1:3000'
const room = ['http://192.168.1.5:3000', 'http://[2001:db8::7]:3000']
const invites = { owner: 'OWNER', annotator: 'ANNOTATOR' }

describe('what the terminal says', () => {
  test('[H3] the first start prints one owner’s link, on a line of its own', async () => {
    const said = await announce({ addresses: { own: here, all: [here] }, lan: false, invites })
    expect(said.match(/^Open: http:\/\/127\.0\.0\.1:3000\/join#OWNER$/m)).not.toBeNull()
    expect(said).not.toContain('ANNOTATOR')
  })

  test('[H3] a later start prints where it is, and lets nobody in', async () => {
    expect(await announce({ addresses: { own: here, all: [here] }, lan: false, invites: null })).toBe(
      `Hezhu is ready: ${here}`,
    )
  })

  test('[H3] behind a proxy it also says where it listens', async () => {
    const addresses = { own: here, all: ['https://notes.example.org'] }
    expect(await announce({ addresses, lan: false, invites: null })).toBe(
      `Hezhu is ready: https://notes.example.org\n\nIt listens at ${here}`,
    )
  })

  test('[H3] with --lan the codes for the room invite annotators, never an owner', async () => {
    const said = await announce({ addresses: { own: here, all: [here, ...room] }, lan: true, invites })
    for (const url of [here, ...room]) expect(said).toContain(`${url}/join#OWNER`)
    for (const url of room) {
      expect(said).toContain(`${url}/join#ANNOTATOR`)
      expect(said).toContain(await qrCode(`${url}/join#ANNOTATOR`))
      expect(said).not.toContain(await qrCode(`${url}/join#OWNER`))
    }
    // A phone that scans this machine's own address would only find itself.
    expect(said).not.toContain(`${here}/join#ANNOTATOR`)
  })

  test('[H3] with --lan and an owner the codes are the bare addresses', async () => {
    const said = await announce({ addresses: { own: here, all: [here, ...room] }, lan: true, invites: null })
    for (const url of room) expect(said).toContain(await qrCode(url))
    expect(said).not.toContain('join#')
  })

  test('[H7] --lan without a network says so', async () => {
    expect(await announce({ addresses: { own: here, all: [here] }, lan: true, invites: null })).toContain(
      'no network',
    )
  })
})
