import { findDate } from './dates.ts'

const OPENING = /^[(（[［【〔]/
const AROUND = /^[(（[［【〔—–\-\s]+|[)）\]］】〕\s]+$/g
const TAKEN_FROM = /^(摘[編编錄录]?自|[節节][選选錄录]自|[選选]自|原[載载]|本文[為为係系]|[這这]是)/
/** What an editor adds behind: shortened, retitled. */
const REMARK = /[，,；;。]\s*(?:略?有[刪删]|[標标][題题]|[題题]目|[內内]容略).*$/
const SPEECH =
  '[^。！？!?：:]{2,80}(?:[講讲][話话]|[發发]言|致[辭辞詞词]|[報报]告|演[講讲]|[談谈][話话]|[講讲]稿|答[記记]者[問问])'
const AT_AN_OCCASION = new RegExp(`在${SPEECH}$`)
const AFTER_A_DATE = new RegExp(`^${SPEECH}$`)
const NAMED = /《([^《》]{2,80})》(?:一文|一[書书]|的[講讲][話话])$/

/**
 * The title that an attribution names: `(摘自某某2026年2月24日在某會上的講話)` speaks of 在某會上的講話(摘). Null where it does not
 * say it clearly: a journal in 《》 is no title.
 */
export function titleInAttribution(line: string): string | null {
  const inner = line.replace(AROUND, '').replace(REMARK, '')
  const named = NAMED.exec(inner)?.[1]
  if (named !== undefined) return named + excerptMark(line, inner)
  if (/[《》]/.test(inner)) return null
  const date = findDate(inner)
  const dated = date === null ? null : (AFTER_A_DATE.exec(inner.slice(date.end).trim())?.[0] ?? null)
  const title = dated ?? AT_AN_OCCASION.exec(inner)?.[0]
  return title === undefined ? null : title + excerptMark(line, inner)
}

/** (摘) or (節選), in the brackets and the characters of the line itself. */
function excerptMark(line: string, inner: string): string {
  const verb = TAKEN_FROM.exec(inner)?.[1] ?? ''
  const word = /^[節节]/.test(verb) ? verb.slice(0, 2) : verb.startsWith('摘') ? '摘' : ''
  if (word === '') return ''
  return OPENING.exec(line.trim())?.[0] === '(' ? `(${word})` : `（${word}）`
}
