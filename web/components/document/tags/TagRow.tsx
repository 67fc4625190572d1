import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordId } from '../../../../shared/ids.ts'
import { Popover } from '../../../ui/Popover.tsx'
import { useTags } from '../state/page-context.tsx'
import { TagMark } from './TagMark.tsx'
import { TagPicker } from './TagPicker.tsx'

/** Tags in a row; with `onToggle` they can be taken off, and others put on. */
export function TagRow(props: { ids: readonly RecordId[]; onToggle: ((id: RecordId) => void) | undefined }) {
  const { ids, onToggle } = props
  const tags = useTags()
  const { t } = useTranslation('document')
  const [open, setOpen] = useState(false)
  const living = ids.flatMap((id) => tags.get(id) ?? [])
  if (living.length === 0 && !onToggle) return null
  return (
    <div className="note-tags">
      {living.map((tag) => (
        <TagMark key={tag.id} label={tag.label} color={tag.color} pattern={tag.pattern}>
          {onToggle ? (
            <button
              type="button"
              className="tag-off"
              aria-label={t('tag.remove', { label: tag.label })}
              onClick={() => onToggle(tag.id)}
            >
              <X size={12} aria-hidden="true" />
            </button>
          ) : null}
        </TagMark>
      ))}
      {onToggle ? (
        <Popover
          label={t('tag.choose')}
          open={open}
          onOpenChange={setOpen}
          align="start"
          className="tag-popover"
          trigger={
            <button type="button" className="tag-add">
              <Plus size={12} aria-hidden="true" />
              {t('tag.tag')}
            </button>
          }
        >
          <TagPicker chosen={ids} onToggle={onToggle} onClose={() => setOpen(false)} />
        </Popover>
      ) : null}
    </div>
  )
}
