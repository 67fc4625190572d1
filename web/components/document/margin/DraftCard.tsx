import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyFromText } from '../../../../shared/annotation.ts'
import type { RecordId } from '../../../../shared/ids.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { usePage, usePageParts } from '../state/page-context.tsx'
import type { Draft } from '../state/page-state.ts'
import { focusCard, useReturnToText } from '../state/use-thread-steps.ts'
import { TagRow } from '../tags/TagRow.tsx'
import { quoteOf } from '../tags/tagging.ts'
import { Composer } from './Composer.tsx'

/** The note being written. Esc closes it; what was typed waits at the same paragraph. */
export function DraftCard() {
  const draft = usePage((value) => value.draft)
  return draft ? <Writing draft={draft} /> : null
}

const KINDS = ['commenting', 'questioning'] as const

function Writing({ draft }: { draft: Draft }) {
  const session = useDocument()
  const { page } = usePageParts()
  const { t } = useTranslation('document')
  const returnToText = useReturnToText()
  const [tags, setTags] = useState<readonly RecordId[]>([])
  const { subject, motivation } = draft
  const blockId = subject.kind === 'block' ? subject.blockId : subject.selected.startBlockId
  const quote = quoteOf(subject.target)
  const send = (text: string) => {
    const body = bodyFromText(text)
    const id = session.annotate({
      target: [subject.target],
      motivation,
      body,
      ...(tags.length > 0 ? { tags: [...tags] } : {}),
    })
    page.activate(id)
    focusCard(id)
  }
  const close = () => {
    page.set({ draft: undefined })
    returnToText(blockId)
  }
  return (
    <section className="card card-active card-draft pigment-mo" aria-label={t(`draft.${motivation}`)}>
      <fieldset className="draft-kinds">
        <legend className="ui-hidden">{t('draft.kind')}</legend>
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            className="draft-kind"
            aria-pressed={kind === motivation}
            onClick={() => page.write({ subject, motivation: kind })}
          >
            {t(`motivation.${kind}`)}
          </button>
        ))}
      </fieldset>
      <p className="card-quote">{quote ? <q>{quote}</q> : t('wholeBlock')}</p>
      <Composer
        key={blockId}
        autoFocus
        draftKey={`${session.info.id}/new/${blockId}`}
        label={t(`draft.${motivation}`)}
        placeholder={t(`draft.${motivation}Placeholder`)}
        sendLabel={t('draft.send')}
        foot={
          <TagRow
            ids={tags}
            onToggle={(id) =>
              setTags((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id]))
            }
          />
        }
        onSend={send}
        onCancel={close}
      />
    </section>
  )
}
