import { type DestinationStream, type Logger, pino } from 'pino'

/** What is never written, wherever it turns up. Nobody logs these on purpose; an error may carry them. */
const SECRET_KEYS = ['cookie', 'set-cookie', 'authorization', 'token', 'password', 'currentPassword', 'email']
const PLACES = ['', '*.', '*.*.', '*.*.*.']
/** Tokens of links are 43 letters, those of sessions 32 and a signature; our ids are at most 20. */
const TOKENS = /[\w-]{32,}(\.[\w%+/=-]{20,})?/g
// Bounded, so that a long line takes no longer than it is long.
const EMAILS = /[\w.+%-]{1,64}(@|%40)[\w-]+(\.[\w-]+)+/gi
const HIDDEN = '[hidden]'

/**
 * The server's log: one JSON line an event, without anything by which somebody could be somebody else, and without
 * e-mail addresses (docs/SPEC.md, H9).
 */
export function createLogger(level: string, destination: DestinationStream): Logger {
  const paths = PLACES.flatMap((place) =>
    SECRET_KEYS.map((key) =>
      key.includes('-') ? `${place.replace(/\.$/, '')}["${key}"]` : `${place}${key}`,
    ),
  )
  return pino(
    {
      level,
      redact: { paths, censor: HIDDEN },
      hooks: { streamWrite: (line) => line.replace(TOKENS, HIDDEN).replace(EMAILS, HIDDEN) },
    },
    destination,
  )
}
