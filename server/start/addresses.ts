import type { NetworkInterfaceInfo } from 'node:os'
import type { Config } from '../config.ts'

/** Where the server is reached; all are origins, `http://192.168.1.5:3000`. */
export interface Addresses {
  /** What a link leads to when nothing else is said. */
  main: string
  /** Where it listens on this machine, whatever stands in front of it. */
  own: string
  /** Every address to announce: the main one alone, unless started with --lan. */
  all: string[]
  /** Whom the server lets write: its own addresses, and those of the settings. */
  origins: string[]
}
type Settings = Pick<Config, 'host' | 'lan' | 'publicUrl' | 'allowedOrigins'>
type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** The addresses of a server that listens on `port` of a machine with these network interfaces (`os.networkInterfaces()`). */
export function addressesOf(settings: Settings, port: number, interfaces: Interfaces): Addresses {
  const at = (host: string) => new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`).origin
  const everywhere = settings.host === '::' || settings.host === '0.0.0.0'
  const network = everywhere ? networkHosts(interfaces, settings.host === '::').map(at) : []
  // By number, not as "localhost": on some machines that name leads to another server's ::1 at the same port.
  const own = at(everywhere || settings.host === 'localhost' ? '127.0.0.1' : settings.host)
  const main = settings.publicUrl ?? own
  return {
    main,
    own,
    all: settings.lan ? unique([main, own, ...network]) : [main],
    origins: unique([
      main,
      own,
      ...['localhost', '127.0.0.1', '::1'].map(at),
      ...network,
      ...settings.allowedOrigins,
    ]),
  }
}

/** What other machines can call this one, IPv4 first: it is shorter, and the one that every phone in a room has. */
function networkHosts(interfaces: Interfaces, withIpv6: boolean): string[] {
  const outside = Object.values(interfaces).flatMap((each) => each?.filter((one) => !one.internal) ?? [])
  const ipv4 = outside.filter((one) => one.family === 'IPv4')
  // Link-local ones need a zone that differs on every machine; no link can carry it.
  const ipv6 = outside.filter((one) => one.family === 'IPv6' && !/^fe[89ab]/i.test(one.address))
  return [...ipv4, ...(withIpv6 ? ipv6 : [])].map((one) => one.address)
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)]
}
