/** Ordinary outcomes that end judging early; guard.ts turns them into verdicts. */
export class Refused extends Error {
  readonly path: string[]
  constructor(reason: string, path: string[]) {
    super(reason)
    this.path = path
  }
}
export class Incomplete extends Error {}
