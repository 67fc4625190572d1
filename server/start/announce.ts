import qrcode from 'qrcode'
import type { Addresses } from './addresses.ts'

/** What the terminal says once people may come. */
export interface Announcement {
  addresses: Pick<Addresses, 'own' | 'all'>
  /** Started with --lan: show a room full of people where to go. */
  lan: boolean
  /** While the server has no owner: the invites that were made for this start. */
  invites: { owner: string; annotator: string } | null
}

/**
 * The owner's link is never a QR code: with --lan the codes are what people scan from a projector, and the first to open the
 * owner's link takes the server. So a code carries an annotator's invite while there is no owner, and afterwards the bare
 * address, which lets nobody in who isn't a member.
 */
export async function announce({ addresses, lan, invites }: Announcement): Promise<string> {
  const { own, all } = addresses
  const [main = '', ...others] = all
  const lines: string[] = []
  if (invites === null) lines.push(`Hezhu is ready: ${main}`)
  else {
    lines.push(`Open: ${joinLink(main, invites.owner)}`)
    for (const url of others) lines.push(`  or: ${joinLink(url, invites.owner)}`)
    lines.push('', 'Whoever opens this link first owns the document: it is for you alone, and works once.')
  }
  if (!all.includes(own)) lines.push('', `It listens at ${own}`)
  if (!lan) return lines.join('\n')

  const reachable = all.filter((url) => !isThisMachine(url))
  if (reachable.length === 0) lines.push('', 'This machine has no network, so nobody else can come.')
  else if (invites === null)
    lines.push('', 'Members find it here; invite others from the share button of a document.')
  else lines.push('', 'Everybody else joins here, as annotator, for a week:')
  for (const url of reachable) {
    const link = invites === null ? url : joinLink(url, invites.annotator)
    lines.push('', link, await qrCode(link))
  }
  return lines.join('\n')
}

/** The link of an invite; the token stays in the fragment, which no browser sends to a server. */
export function joinLink(url: string, token: string): string {
  return `${url}/join#${token}`
}

/** For the terminal: two modules a character, black on white whatever the terminal's colours. */
export async function qrCode(text: string): Promise<string> {
  return (await qrcode.toString(text, { type: 'terminal', small: true, errorCorrectionLevel: 'L' })).trimEnd()
}

/** An address that only this machine can use. */
export function isThisMachine(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}
