import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { useToast } from '../../../ui/Toast.tsx'
import { noteIn } from './note-link.ts'
import { useNotes, usePageParts } from './page-context.tsx'
import { EVERYTHING } from './thread-filter.ts'
import { useOpenThread } from './use-thread-steps.ts'

/** Opens the thread that the address points at, once; the address is then plain again, so that a reload stays put. */
export function useNoteInAddress(): void {
  const session = useDocument()
  const { page, geometry } = usePageParts()
  const { byId } = useNotes()
  const { hash, pathname } = useLocation()
  const navigate = useNavigate()
  const open = useOpenThread()
  const showToast = useToast()
  const { t } = useTranslation('document')
  const measured = useStore(geometry).boxes.length > 0
  const synced = useStore(session.saved).state !== 'connecting'
  const done = useRef('')
  const id = noteIn(hash)
  useEffect(() => {
    if (id === undefined || !measured || done.current === hash) return
    const placed = byId.get(id)
    // What isn't here may still be on its way.
    if (!placed && !synced) return
    done.current = hash
    navigate(pathname, { replace: true })
    if (!placed) {
      showToast({ message: t('card.linkDead') })
      return
    }
    if (placed.thread.status === 'resolved') page.set({ filter: EVERYTHING })
    open(id, { focus: true })
  }, [id, hash, pathname, measured, synced, byId, navigate, open, page, showToast, t])
}
