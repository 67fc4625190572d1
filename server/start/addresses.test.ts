import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { addressesOf } from './addresses.ts'

function at(address: string, internal = false): NetworkInterfaceInfo {
  const rest = { address, netmask: '', mac: '', internal, cidr: null }
  return address.includes(':') ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' }
}
const laptop = {
  lo: [at('127.0.0.1', true), at('::1', true)],
  wlan0: [at('fe80::1'), at('2001:db8::7'), at('192.168.1.5')],
  eth0: [at('10.0.0.9')],
}
const plain = { host: '127.0.0.1', lan: false, publicUrl: null, allowedOrigins: [] }
const loopback = ['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000']
const network = ['http://192.168.1.5:3000', 'http://10.0.0.9:3000', 'http://[2001:db8::7]:3000']

describe('addresses', () => {
  test('[H6] by default only this machine, by any of its names', () => {
    expect(addressesOf(plain, 3000, laptop)).toEqual({
      main: 'http://127.0.0.1:3000',
      own: 'http://127.0.0.1:3000',
      all: ['http://127.0.0.1:3000'],
      origins: loopback,
    })
  })

  test('[H6] with --lan every address but link-local ones, IPv4 first', () => {
    expect(addressesOf({ ...plain, host: '::', lan: true }, 3000, laptop)).toEqual({
      main: 'http://127.0.0.1:3000',
      own: 'http://127.0.0.1:3000',
      all: ['http://127.0.0.1:3000', ...network],
      origins: [...loopback, ...network],
    })
  })

  test('[H6] on 0.0.0.0 there is no IPv6; without --lan the others may come, but are not announced', () => {
    const { all, origins } = addressesOf({ ...plain, host: '0.0.0.0' }, 3000, laptop)
    expect(all).toEqual(['http://127.0.0.1:3000'])
    expect(origins).toEqual([...loopback, ...network.slice(0, 2)])
  })

  test('[H6] behind a proxy links lead to the public address', () => {
    const settings = {
      ...plain,
      publicUrl: 'https://notes.example.org',
      allowedOrigins: ['https://a.example'],
    }
    const { main, own, all, origins } = addressesOf(settings, 3000, laptop)
    expect(main).toBe('https://notes.example.org')
    expect(own).toBe('http://127.0.0.1:3000')
    expect(all).toEqual(['https://notes.example.org'])
    expect(origins).toEqual(['https://notes.example.org', ...loopback, 'https://a.example'])
  })

  test('[H6] origins are written as browsers send them', () => {
    expect(addressesOf({ ...plain, host: '192.168.1.5' }, 80, laptop).main).toBe('http://192.168.1.5')
    expect(addressesOf({ ...plain, host: '::1' }, 3000, laptop).main).toBe('http://[::1]:3000')
    expect(addressesOf({ ...plain, host: 'Laptop.local' }, 3000, laptop).origins).toContain(
      'http://laptop.local:3000',
    )
  })
})
