import { Check, RotateCcw, Tag as TagIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { can } from '../../../../shared/roles.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import type { Anchor, Thread } from '../../../stores/types.ts'
import { useToast } from '../../../ui/Toast.tsx'
import { useMayAnnotate, usePageParts } from '../state/page-context.tsx'
import { subjectOf } from '../tags/tagging.ts'
import { usePerson } from './NoteHead.tsx'

/** Settling and reopening, for whoever may; tagging the same place, for whoever writes. */
export function ThreadActions({ thread, anchor }: { thread: Thread; anchor: Anchor }) {
  const session = useDocument()
  const { page } = usePageParts()
  const { t } = useTranslation('document')
  const showToast = useToast()
  const mayAnnotate = useMayAnnotate()
  const maySettle =
    mayAnnotate && (thread.root.creator === session.user.id || can(session.role, 'status:setAny'))
  const resolved = thread.status === 'resolved'
  const subject = subjectOf(thread.root, anchor)
  const mayTag = mayAnnotate && subject !== undefined && thread.root.creator !== session.user.id
  const settle = () => {
    session.setStatus(thread.id, resolved ? 'open' : 'resolved')
    if (resolved || page.get().filter.status !== 'open') return
    // A settled thread leaves the list of open ones, and says where it went.
    page.activate(undefined)
    showToast({
      message: t('status.done'),
      action: { label: t('status.undo'), onClick: () => session.setStatus(thread.id, 'open') },
    })
  }
  if (!maySettle && !mayTag && !resolved) return null
  return (
    <div className="card-actions">
      {maySettle ? (
        <button type="button" className="card-action" onClick={settle}>
          {resolved ? <RotateCcw size={13} aria-hidden="true" /> : <Check size={14} aria-hidden="true" />}
          {resolved ? t('status.reopen') : t('status.resolve')}
        </button>
      ) : null}
      {mayTag ? (
        <button type="button" className="card-action" onClick={() => page.set({ tagging: subject })}>
          <TagIcon size={13} aria-hidden="true" />
          {t('tag.alsoTag')}
        </button>
      ) : null}
      {resolved && thread.statusBy ? <SettledBy id={thread.statusBy} reason={thread.statusReason} /> : null}
    </div>
  )
}

function SettledBy({ id, reason }: { id: string; reason: string | undefined }) {
  const { t } = useTranslation('document')
  const person = usePerson(id)
  return (
    <span className="settled-by">
      {reason ? t('status.because', { name: person.name, reason }) : t('status.by', { name: person.name })}
    </span>
  )
}
