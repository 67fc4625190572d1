import type { RecordId } from '../../../../shared/ids.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import type { Annotation } from '../../../stores/types.ts'
import { useMayAnnotate } from '../state/page-context.tsx'
import { TagRow } from '../tags/TagRow.tsx'

/** Tags of one annotation. Its creator may add and take off; others see them. */
export function NoteTags({ annotation, editable }: { annotation: Annotation; editable: boolean }) {
  const session = useDocument()
  const mine = useMayAnnotate() && annotation.creator === session.user.id
  const toggle = (id: RecordId) => {
    const has = annotation.tags.includes(id)
    const next = has ? annotation.tags.filter((one) => one !== id) : [...annotation.tags, id]
    // A tagging without tags and words says nothing any more.
    if (next.length === 0 && !annotation.body && annotation.motivation === 'tagging')
      session.remove(annotation.id)
    else session.edit(annotation.id, { tags: next })
  }
  return <TagRow ids={annotation.tags} onToggle={mine && editable ? toggle : undefined} />
}
