/** The server can't start, for a reason that whoever starts it can mend: the message is one line and says how. */
export class StartError extends Error {
  override name = 'StartError'
}
