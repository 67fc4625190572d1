import { useTranslation } from 'react-i18next'
import { initialOf, pigmentOf } from '../../../../shared/face.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { fullTime, timeAgo } from '../../../i18n/time.ts'
import type { Annotation, Person } from '../../../stores/types.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Face } from '../../../ui/Face.tsx'
import { useNow } from '../state/use-now.ts'

/** Somebody by id; whoever isn't known (any more) still has a face of their own. */
export function usePerson(id: string): Pick<Person, 'id' | 'name' | 'color' | 'initial'> {
  const people = useStore(useDocument().people)
  const { t } = useTranslation('document')
  const known = people.get(id)
  if (known) return known
  const name = t('someone')
  return { id, name, color: pigmentOf(id), initial: initialOf(name) }
}

/** Who wrote it, as what, and when; whether it has been edited or not sent yet. */
export function NoteHead({ annotation, children }: { annotation: Annotation; children?: React.ReactNode }) {
  const { t, i18n } = useTranslation('document')
  const person = usePerson(annotation.creator)
  const now = useNow()
  const created = annotation.created
  return (
    <header className="note-head">
      <Face name={person.name} initial={person.initial} pigment={person.color} size="small" decorative />
      <b className="note-by">{person.name}</b>
      <span className="note-when">
        {annotation.motivation === 'replying' ? null : `${t(`motivation.${annotation.motivation}`)} · `}
        <time dateTime={created} title={fullTime(created, i18n.language)}>
          {timeAgo(created, now, i18n.language)}
        </time>
        {annotation.edited ? (
          <span title={fullTime(annotation.modified, i18n.language)}>{` · ${t('edited')}`}</span>
        ) : null}
      </span>
      {annotation.pending || children ? (
        <span className="note-signs">
          {annotation.pending ? <Badge tone="warn">{t('notSent')}</Badge> : null}
          {children}
        </span>
      ) : null}
    </header>
  )
}
