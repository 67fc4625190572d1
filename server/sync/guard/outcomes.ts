/** Ordinary outcomes that end judging early; guard.ts turns them into verdicts. */
export class Refused extends Error {
  readonly path: string[]
  constructor(reason: string, path: string[]) {
    super(reason)
    this.path = path
  }
}
/** More than one frame may hold or cost; in several it may be welcome. */
export class TooMuch extends Error {}
export class Incomplete extends Error {}
/** Not an update at all, or one that no client may write. */
export class Malformed extends Error {}
export function malformed(reason: string): never {
  throw new Malformed(reason)
}
