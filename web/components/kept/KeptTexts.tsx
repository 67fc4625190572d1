import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeptText } from '../../stores/kept-for-you.ts'
import type { BlockNumbers } from './kept-words.ts'

/** Paragraphs of the text as they were here, and as the server had them where that is known. */
export function KeptTexts({ texts, numbers }: { texts: KeptText['texts']; numbers: BlockNumbers }) {
  const { t } = useTranslation('kept')
  if (texts.length === 0) return <p className="kept-what">{t('what.bytes')}</p>
  return texts.map(({ blockId, here, there, added }, index) => {
    const number = numbers.get(blockId)
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
      <div key={index} className="kept-text">
        <p className="kept-what">{number === undefined ? t('what.text') : t('what.textOf', { number })}</p>
        {there === undefined ? null : (
          <>
            <p className="kept-side">{t('there')}</p>
            <p className="kept-quote">{there}</p>
            <p className="kept-side">{t('here')}</p>
          </>
        )}
        <p className="kept-says">{marked(here, added ?? [])}</p>
      </div>
    )
  })
}

/** What was typed and never arrived, seen in the paragraph around it. */
function marked(here: string, added: readonly string[]): ReactNode {
  const parts: ReactNode[] = []
  let at = 0
  for (const words of added) {
    const start = here.indexOf(words, at)
    // Changed since, or the whole paragraph: then there is nothing to point at.
    if (words.trim() === '' || start < 0 || words.length === here.length) continue
    parts.push(here.slice(at, start), <mark key={start}>{words}</mark>)
    at = start + words.length
  }
  return [...parts, here.slice(at)]
}
