import { keep, readKept } from './kept.ts'

/** What is typed and not sent, also where the browser keeps nothing: then it lives as long as the page. */
const here = new Map<string, string>()

export function readDraft(key: string): string {
  const kept = here.get(key) ?? readKept<unknown>(`draft/${key}`)
  return typeof kept === 'string' ? kept : ''
}

export function writeDraft(key: string, text: string): void {
  if (text === '') here.delete(key)
  else here.set(key, text)
  keep(`draft/${key}`, text === '' ? undefined : text)
}

/** At sign-out: nothing typed by one person is shown to the next. */
export function forgetDrafts(): void {
  here.clear()
}
