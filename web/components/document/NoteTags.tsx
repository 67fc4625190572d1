import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordId } from '../../../shared/ids.ts'
import { useDocument } from '../../hooks/document-context.tsx'
import type { Annotation } from '../../stores/types.ts'
import { Popover } from '../../ui/Popover.tsx'
import { useMayAnnotate, useTags } from './page-context.tsx'
import { TagMark } from './TagMark.tsx'
import { TagPicker } from './TagPicker.tsx'

/** Tags of one annotation. Its creator may add and take off; others see them. */
export function NoteTags({ annotation, editable }: { annotation: Annotation; editable: boolean }) {
  const session = useDocument()
  const tags = useTags()
  const { t } = useTranslation('document')
  const [open, setOpen] = useState(false)
  const mine = useMayAnnotate() && annotation.creator === session.user.id && editable
  const living = annotation.tags.flatMap((id) => tags.get(id) ?? [])
  if (living.length === 0 && !mine) return null
  const toggle = (id: RecordId) => {
    const has = annotation.tags.includes(id)
    const next = has ? annotation.tags.filter((one) => one !== id) : [...annotation.tags, id]
    if (next.length === 0 && !annotation.body && annotation.motivation === 'tagging')
      session.remove(annotation.id)
    else session.edit(annotation.id, { tags: next })
  }
  return (
    <div className="note-tags">
      {living.map((tag) => (
        <TagMark key={tag.id} label={tag.label} color={tag.color} pattern={tag.pattern}>
          {mine ? (
            <button
              type="button"
              className="tag-off"
              aria-label={t('tag.remove', { label: tag.label })}
              onClick={() => toggle(tag.id)}
            >
              <X size={12} aria-hidden="true" />
            </button>
          ) : null}
        </TagMark>
      ))}
      {mine ? (
        <Popover
          label={t('tag.choose')}
          open={open}
          onOpenChange={setOpen}
          align="start"
          className="tag-popover"
          trigger={
            <button type="button" className="tag-add" aria-label={t('tag.add')}>
              <Plus size={12} aria-hidden="true" />
              {t('tag.tag')}
            </button>
          }
        >
          <TagPicker chosen={annotation.tags} onToggle={toggle} onClose={() => setOpen(false)} />
        </Popover>
      ) : null}
    </div>
  )
}
