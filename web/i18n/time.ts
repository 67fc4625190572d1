const STEPS: [Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** What lies ahead is said as it was chosen a moment ago: seven days are not six. */
const JUST_SAID = 120

/** Within the last minute. `Intl` has only "now" for it, which nobody says of what has happened. */
const JUST_NOW: Readonly<Record<string, string>> = { 'zh-Hant': '剛剛', 'zh-Hans': '刚刚', en: 'just now' }

/**
 * "3 minutes ago", "just now": of what has happened. It is never said to lie ahead, though the server's clock may be, and the
 * page looks at its own only once a minute. Times in ISO 8601 or milliseconds.
 */
export function timeAgo(at: string | number, now: number, language: string): string {
  return relativeTime(Math.min(new Date(at).getTime(), now), now, language)
}

/** The same also of what is to come: "in 2 days". */
export function relativeTime(at: string | number, now: number, language: string): string {
  const seconds = (new Date(at).getTime() - now) / 1000
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  for (const [unit, size] of STEPS) {
    // "Next week" could be tomorrow.
    if (unit === 'week' && seconds > 0) continue
    const count = Math.trunc((seconds + (seconds > 0 ? JUST_SAID : 0)) / size)
    if (count !== 0) return format.format(count, unit)
  }
  return (seconds <= 0 && JUST_NOW[language]) || format.format(0, 'second')
}

/** Date and time in full, for a tooltip beside the relative one. */
export function fullTime(at: string | number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(at))
}

/** A day as it stands under a title; what is no ISO date (an import may have found other words) stays as it is. */
export function fullDate(date: string, language: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (!parts) return date
  const day = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(day)
}
