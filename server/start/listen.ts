import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StartError } from './start-error.ts'

/** Listens, and answers the real port. Throws a {@link StartError} when the address can't be had. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  try {
    await open(server, port, host)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    // A machine without IPv6 has no `::`.
    if (host === '::' && (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL'))
      return listen(server, port, '0.0.0.0')
    throw new StartError(complaint(code, port, host), { cause: error })
  }
  return (server.address() as AddressInfo).port
}

function open(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function complaint(code: string, port: number, host: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `PORT: ${port} is taken by another program. Set PORT to another number, or to 0 for any free one.`
    case 'EACCES':
      return `PORT: this user may not listen on ${port}. Set PORT to a number above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST: ${host} is no address of this machine.`
    default:
      return `HOST, PORT: can't listen on ${host} at ${port} (${code}).`
  }
}
