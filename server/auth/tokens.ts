import { createHash, randomBytes } from 'node:crypto'

/** What the token of a link looks like; anything else is not even looked up. */
export const TOKEN = /^[\w-]{43}$/

/** 256 random bits. It is told once, in the fragment of a link; only its hash is kept. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** The token is random through and through: its hash needs neither salt nor slowness. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
