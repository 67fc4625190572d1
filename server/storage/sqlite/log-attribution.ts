import type { AttributedRange } from '../update-log.ts'

/** A row of the table `attribution`, without its room. */
export interface AttributionRow {
  client: number
  from_clock: number
  to_clock: number
  user: string
  at: number
}

export function attributedRange({ client, from_clock, to_clock, user, at }: AttributionRow): AttributedRange {
  return { client, from: from_clock, to: to_clock, user, at: new Date(at) }
}
