import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../hooks/document-context.tsx'
import { TextHead } from './TextHead.tsx'

/**
 * The text and everything in it. The page's geometry counts tops from this section's upper edge, so whatever stands
 * level with the text begins at the same height.
 */
export function TextColumn() {
  const { t } = useTranslation('text')
  const { info } = useDocument()
  const column = useRef<HTMLElement>(null)
  return (
    <section ref={column} className="text-column" aria-label={t('label')}>
      <TextHead title={info.title} source={info.source} />
    </section>
  )
}
