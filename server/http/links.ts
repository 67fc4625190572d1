import type { IncomingHttpHeaders } from 'node:http'
import type { Addresses } from './ports.ts'

/**
 * A token as links: at the address at which this request came, and at every other. It is in the fragment, which browsers send
 * to nobody.
 */
export function linksTo(
  page: 'join' | 'continue',
  token: string,
  headers: IncomingHttpHeaders,
  { main, all, origins }: Addresses,
): { token: string; url: string; urls: string[] } {
  const link = (origin: string) => `${origin}/${page}#${token}`
  const here = headers.origin !== undefined && origins.includes(headers.origin) ? headers.origin : main
  return { token, url: link(here), urls: all.map(link) }
}
