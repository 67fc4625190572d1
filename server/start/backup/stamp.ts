/** A time as part of a file's name, `20260301T080000Z`: names in the order of their times. */
export function stampOf(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, '')
}

const STAMP = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/

/** The time such a name says; null for any other. */
export function timeOf(stamp: string): Date | null {
  if (!STAMP.test(stamp)) return null
  const at = new Date(stamp.replace(STAMP, '$1-$2-$3T$4:$5:$6Z'))
  return Number.isNaN(at.getTime()) ? null : at
}
