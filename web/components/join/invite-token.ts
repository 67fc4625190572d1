/** The secret of an invite: 256 bits in base64url, carried in the fragment so that it never reaches a server's log. */
const TOKEN = /^[A-Za-z0-9_-]{20,200}$/

/** The token in what somebody pasted: a whole link, its end, or the token alone; undefined if there is none. */
export function inviteTokenIn(pasted: string): string | undefined {
  const text = pasted.trim()
  const hash = text.lastIndexOf('#')
  const token = hash === -1 ? text : text.slice(hash + 1)
  return TOKEN.test(token) ? token : undefined
}
