import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyFromText, textOfBody } from '../../../../shared/annotation.ts'
import { can } from '../../../../shared/roles.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import type { Annotation } from '../../../stores/types.ts'
import { useMayAnnotate } from '../state/page-context.tsx'
import { focusCard } from '../state/use-thread-steps.ts'
import { BodyText } from './BodyText.tsx'
import { Composer } from './Composer.tsx'
import { NoteHead } from './NoteHead.tsx'
import { NoteMenu } from './NoteMenu.tsx'
import { NoteTags } from './NoteTags.tsx'

/** One annotation in a thread: who, when, its words and tags, and in an open thread what may be done with it. */
export function Note(props: {
  annotation: Annotation
  /** In an open thread: whole, with its menu. */
  open: boolean
  /** Signs beside the time: settled, moved, new. */
  signs?: React.ReactNode
  /** Between the head and the words: what it is about. */
  about?: React.ReactNode
}) {
  const { annotation, open, signs, about } = props
  const session = useDocument()
  const { t } = useTranslation('document')
  const [editing, setEditing] = useState(false)
  const mine = useMayAnnotate() && annotation.creator === session.user.id
  const mayPurge = can(session.role, 'members:manage')
  const isReply = annotation.replyTo !== undefined
  const edited = () => {
    setEditing(false)
    focusCard(annotation.replyTo ?? annotation.id)
  }
  return (
    <div className={isReply ? 'note note-reply' : 'note'}>
      <NoteHead annotation={annotation}>
        {signs}
        {open && !editing && (mine || mayPurge || !isReply) ? (
          <NoteMenu annotation={annotation} onEdit={mine ? () => setEditing(true) : undefined} />
        ) : null}
      </NoteHead>
      {about}
      {editing ? (
        <Composer
          autoFocus
          draftKey={`${session.info.id}/edit/${annotation.id}`}
          initial={textOfBody(annotation.body)}
          label={t('edit.label')}
          placeholder={t('edit.label')}
          sendLabel={t('edit.save')}
          onCancel={edited}
          onSend={(text) => {
            session.edit(annotation.id, { body: bodyFromText(text) })
            edited()
          }}
        />
      ) : annotation.body ? (
        <div className={open ? 'note-words' : 'note-words note-clamped'}>
          <BodyText body={annotation.body} />
        </div>
      ) : null}
      <NoteTags annotation={annotation} editable={open && (!isReply || annotation.tags.length > 0)} />
    </div>
  )
}
