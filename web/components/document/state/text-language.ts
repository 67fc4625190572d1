const SIMPLIFIED = /[们这国为说会来时个对发经动学现开关业产进实还过长东车书见马门问间语读谁议设证]/g
const TRADITIONAL = /[們這國為說會來時個對發經動學現開關業產進實還過長東車書見馬門問間語讀誰議設證]/g

/** The language of a text by its script, for its `lang` attribute: fonts and voices depend on it. Undefined: no idea. */
export function textLanguage(text: string): string | undefined {
  const sample = text.slice(0, 4_000)
  if (/[\u3040-\u30ff]/.test(sample)) return 'ja'
  if (/[\uac00-\ud7af]/.test(sample)) return 'ko'
  if (!/\p{Script=Han}/u.test(sample)) return undefined
  const count = (letters: RegExp) => sample.match(letters)?.length ?? 0
  return count(SIMPLIFIED) > count(TRADITIONAL) ? 'zh-Hans' : 'zh-Hant'
}
