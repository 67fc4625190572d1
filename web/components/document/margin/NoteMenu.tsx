import { Ellipsis, Eraser, Link2, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { can } from '../../../../shared/roles.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import type { Annotation } from '../../../stores/types.ts'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../../ui/Menu.tsx'
import { useToast } from '../../../ui/Toast.tsx'
import { copyText } from '../../share/copy-text.ts'
import { PurgeNoteDialog } from '../care/PurgeNoteDialog.tsx'
import { noteLink } from '../state/note-link.ts'
import { usePageParts } from '../state/page-context.tsx'
import { focusCard, useWalk } from '../state/use-thread-steps.ts'
import { usePerson } from './NoteHead.tsx'

/** What may be done with one note: to link to it; by its creator, to edit and delete it; by an owner, to purge it. */
export function NoteMenu({
  annotation,
  onEdit,
}: {
  annotation: Annotation
  onEdit: (() => void) | undefined
}) {
  const session = useDocument()
  const { t } = useTranslation(['document', 'care'])
  const showToast = useToast()
  const remove = useRemove()
  const creator = usePerson(annotation.creator)
  const [purging, setPurging] = useState(false)
  const isRoot = annotation.replyTo === undefined
  const copy = async () => {
    const link = noteLink(session.info.id, annotation.id)
    const copied = await copyText(link, null)
    showToast(copied ? { message: t('card.linkCopied') } : { message: link, timeout: 0 })
  }
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t('card.more')} size="small" tooltip={false} className="note-more">
            <Ellipsis size={16} />
          </IconButton>
        }
      >
        {isRoot ? (
          <MenuItem icon={<Link2 size={14} />} onSelect={() => void copy()}>
            {t('card.copyLink')}
          </MenuItem>
        ) : null}
        {onEdit ? (
          <>
            {annotation.body ? (
              <MenuItem icon={<Pencil size={14} />} onSelect={onEdit}>
                {t('edit.edit')}
              </MenuItem>
            ) : null}
            <MenuItem danger icon={<Trash2 size={14} />} onSelect={() => remove(annotation)}>
              {t('delete.delete')}
            </MenuItem>
          </>
        ) : null}
        {can(session.role, 'members:manage') ? (
          <>
            {isRoot || onEdit ? <MenuSeparator /> : null}
            <MenuItem danger icon={<Eraser size={14} />} onSelect={() => setPurging(true)}>
              {t('care:purge.purge')}
            </MenuItem>
          </>
        ) : null}
      </Menu>
      {purging ? (
        <PurgeNoteDialog annotation={annotation} name={creator.name} onClose={() => setPurging(false)} />
      ) : null}
    </>
  )
}

/** Deletes at once and offers to take it back; the focus goes to the next note, else the one before. */
function useRemove(): (annotation: Annotation) => void {
  const session = useDocument()
  const { page } = usePageParts()
  const { t } = useTranslation('document')
  const showToast = useToast()
  const walk = useWalk()
  return (annotation) => {
    const thread = annotation.replyTo ?? annotation.id
    const at = walk.findIndex((placed) => placed.thread.id === thread)
    const stays = annotation.replyTo !== undefined || (walk[at]?.thread.replies.length ?? 0) > 0
    const removed = session.remove(annotation.id)
    if (!removed) return
    const next = stays ? thread : (walk[at + 1] ?? walk[at - 1])?.thread.id
    if (!stays) page.activate(undefined)
    if (next !== undefined) focusCard(next)
    showToast({
      message: t('delete.done'),
      action: {
        label: t('delete.undo'),
        onClick: () => {
          session.restore(removed)
          page.activate(thread)
          focusCard(thread)
        },
      },
    })
  }
}
