/** 2026年2月24日, 2026-02-24, 2026/2/24, 2026.2.24, 二〇二六年二月二十四日; a day or a month may be missing. */
const CHINESE =
  /([0-9]{4}|[〇○零一二三四五六七八九]{4})年([0-9]{1,2}|[一二三四五六七八九十]{1,3})月(?:([0-9]{1,2}|[一二三四五六七八九十]{1,3})[日號号])?/g
const NUMERIC = /(?<![0-9])([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])/g
const DIGITS = '〇一二三四五六七八九'

/** Where the first date of a text ends, and the date as ISO 8601; `YYYY-MM` when it names no day. */
export function findDate(text: string): { iso: string; end: number } | null {
  // Full-width digits are one unit wide as well, so offsets stay.
  const plain = text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
  const found = [...plain.matchAll(CHINESE), ...plain.matchAll(NUMERIC)]
  for (const match of found.toSorted((a, b) => a.index - b.index)) {
    const iso = isoOf(
      numberOf(match[1]),
      numberOf(match[2]),
      match[3] === undefined ? null : numberOf(match[3]),
    )
    if (iso !== null) return { iso, end: match.index + match[0].length }
  }
  return null
}

function isoOf(year: number, month: number, day: number | null): string | null {
  if (year < 1000 || month < 1 || month > 12) return null
  const start = `${year}-${String(month).padStart(2, '0')}`
  if (day === null) return start
  const daysOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return day < 1 || day > daysOfMonth ? null : `${start}-${String(day).padStart(2, '0')}`
}

/** 2026, 二〇二六, 十二, 二十, 三十一. */
function numberOf(text = ''): number {
  if (/^[0-9]+$/.test(text)) return Number(text)
  const digits = text.replace(/[○零]/g, '〇')
  const ten = digits.indexOf('十')
  if (ten === -1) return Number([...digits].map((digit) => DIGITS.indexOf(digit)).join(''))
  const tens = ten === 0 ? 1 : DIGITS.indexOf(digits[0] as string)
  const ones = ten === digits.length - 1 ? 0 : DIGITS.indexOf(digits[ten + 1] as string)
  return tens * 10 + ones
}
