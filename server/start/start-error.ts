/** The server can't start, for a reason that whoever starts it can mend: the message is one line and says how. */
export class StartError extends Error {
  override name = 'StartError'
}

/** What went wrong, in a word: `ENOSPC`, `SQLITE_CORRUPT`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
