import { useTranslation } from 'react-i18next'
import { useBlockNumbers } from '../../hooks/use-block-numbers.ts'
import type { KeptItem } from '../../stores/kept-for-you.ts'
import { KeptEntry } from './KeptEntry.tsx'

/** What is kept of one document, under its title; the document itself may be gone. */
export function KeptDocument({ documentId, items }: { documentId: string; items: readonly KeptItem[] }) {
  const { t } = useTranslation('kept')
  const numbers = useBlockNumbers(documentId)
  const title = items.find((item) => item.title !== '')?.title
  return (
    <section className="kept-document">
      <h3 className="kept-title">{title ?? t('untitled')}</h3>
      <ul className="kept-list">
        {items.map((item) => (
          <KeptEntry key={item.id} item={item} numbers={numbers} />
        ))}
      </ul>
    </section>
  )
}
