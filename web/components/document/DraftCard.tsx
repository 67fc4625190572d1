import { useTranslation } from 'react-i18next'
import { bodyFromText } from '../../../shared/annotation.ts'
import { useDocument } from '../../hooks/document-context.tsx'
import { Composer } from './Composer.tsx'
import { usePage, usePageParts } from './page-context.tsx'
import { quoteOf } from './tagging.ts'
import { focusCard } from './use-thread-steps.ts'

/** The note being written. Esc closes it; what was typed waits at the same paragraph. */
export function DraftCard() {
  const session = useDocument()
  const { page, geometry } = usePageParts()
  const { t } = useTranslation('document')
  const draft = usePage((value) => value.draft)
  if (!draft) return null
  const { subject, motivation } = draft
  const blockId = subject.kind === 'block' ? subject.blockId : subject.selected.startBlockId
  const quote = quoteOf(subject.target)
  const send = (text: string) => {
    const id = session.annotate({ target: [subject.target], motivation, body: bodyFromText(text) })
    page.activate(id)
    focusCard(id)
  }
  const close = () => {
    page.set({ draft: undefined })
    geometry.view?.dom.focus({ preventScroll: true })
  }
  return (
    <section className="card card-active card-draft pigment-mo" aria-label={t(`draft.${motivation}`)}>
      <h2 className="draft-title">{t(`draft.${motivation}`)}</h2>
      <p className="card-quote">{quote ? <q>{quote}</q> : t('wholeBlock')}</p>
      <Composer
        key={`${blockId}/${motivation}`}
        autoFocus
        draftKey={`${session.info.id}/new/${blockId}`}
        label={t(`draft.${motivation}`)}
        placeholder={t(`draft.${motivation}Placeholder`)}
        sendLabel={t('draft.send')}
        onSend={send}
        onCancel={close}
      />
    </section>
  )
}
