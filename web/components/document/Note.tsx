import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyFromText, textOfBody } from '../../../shared/annotation.ts'
import { useDocument } from '../../hooks/document-context.tsx'
import type { Annotation } from '../../stores/types.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { BodyText } from './BodyText.tsx'
import { Composer } from './Composer.tsx'
import { NoteHead } from './NoteHead.tsx'
import { NoteTags } from './NoteTags.tsx'
import { useMayAnnotate } from './page-context.tsx'

/** One annotation in a thread: its words and tags, and what its creator may do with it. */
export function Note(props: { annotation: Annotation; head: boolean; open: boolean }) {
  const { annotation, head, open } = props
  const session = useDocument()
  const { t } = useTranslation('document')
  const [editing, setEditing] = useState(false)
  const mine = useMayAnnotate() && annotation.creator === session.user.id && !annotation.deleted
  if (annotation.deleted) return null
  const menu =
    mine && open && !editing ? <OwnMenu annotation={annotation} onEdit={() => setEditing(true)} /> : null
  return (
    <div className={head ? 'note note-reply' : 'note'}>
      {head ? <NoteHead annotation={annotation}>{menu}</NoteHead> : null}
      {editing ? (
        <Composer
          autoFocus
          draftKey={`${session.info.id}/edit/${annotation.id}`}
          initial={textOfBody(annotation.body)}
          label={t('edit.label')}
          placeholder={t('edit.label')}
          sendLabel={t('edit.save')}
          onCancel={() => setEditing(false)}
          onSend={(text) => {
            session.edit(annotation.id, { body: bodyFromText(text) })
            setEditing(false)
          }}
        />
      ) : annotation.body ? (
        <div className={open ? 'note-words' : 'note-words note-clamped'}>
          <BodyText body={annotation.body} />
        </div>
      ) : null}
      <NoteTags annotation={annotation} editable={open && (!head || annotation.tags.length > 0)} />
      {head ? null : menu ? <div className="note-corner">{menu}</div> : null}
    </div>
  )
}

function OwnMenu({ annotation, onEdit }: { annotation: Annotation; onEdit: () => void }) {
  const session = useDocument()
  const { t } = useTranslation('document')
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t('card.more')} size="small" tooltip={false} className="note-more">
            <Ellipsis size={16} />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil size={14} />} onSelect={onEdit}>
          {t('edit.edit')}
        </MenuItem>
        <MenuItem danger icon={<Trash2 size={14} />} onSelect={() => setAsking(true)}>
          {t('delete.delete')}
        </MenuItem>
      </Menu>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('delete.title')}
        description={annotation.replyTo ? t('delete.replyHint') : t('delete.hint')}
        cancelLabel={t('composer.cancel')}
        confirmLabel={t('delete.delete')}
        danger
        onConfirm={() => {
          setAsking(false)
          session.remove(annotation.id)
        }}
      />
    </>
  )
}
