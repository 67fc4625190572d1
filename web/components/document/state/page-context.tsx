import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import type { RecordId } from '../../../../shared/ids.ts'
import { can } from '../../../../shared/roles.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import type { Tag } from '../../../stores/types.ts'
import { arrangeNotes, type Notes } from './notes.ts'
import type { PageState, PageValue } from './page-state.ts'
import { TextGeometry } from './text-geometry.ts'

interface PageParts {
  page: PageState
  geometry: TextGeometry
}

const PartsContext = createContext<PageParts | null>(null)
const NotesContext = createContext<Notes | null>(null)
const TagsContext = createContext<ReadonlyMap<RecordId, Tag>>(new Map())

/**
 * Around the document page: its own state, the geometry of its text, and the notes arranged for drawing. The state comes
 * from outside: it stays when the document is opened afresh.
 */
export function PageProvider({ page, children }: { page: PageState; children: ReactNode }) {
  const [parts] = useState<PageParts>(() => ({ page, geometry: new TextGeometry() }))
  return (
    <PartsContext value={parts}>
      <NotesProvider>{children}</NotesProvider>
    </PartsContext>
  )
}

function NotesProvider({ children }: { children: ReactNode }) {
  const session = useDocument()
  const threads = useStore(session.threads)
  const anchors = useStore(session.anchors)
  const blocks = useStore(session.blocks)
  const list = useStore(session.tags)
  const filter = usePage((value) => value.filter)
  const before = useRef<Notes>(undefined)
  const tags = useMemo(() => new Map(list.map((tag) => [tag.id, tag])), [list])
  const notes = useMemo(
    () => arrangeNotes({ threads, anchors, blocks, tags, filter, userId: session.user.id }, before.current),
    [threads, anchors, blocks, tags, filter, session],
  )
  useEffect(() => {
    before.current = notes
  }, [notes])
  return (
    <TagsContext value={tags}>
      <NotesContext value={notes}>{children}</NotesContext>
    </TagsContext>
  )
}

export function usePageParts(): PageParts {
  const parts = useContext(PartsContext)
  if (!parts) throw new Error('outside of a PageProvider')
  return parts
}

/** One thing of the page's state; redraws only when that changes. `select` must return the same value for the same state. */
export function usePage<T>(select: (value: PageValue) => T): T {
  const { page } = usePageParts()
  const subscribe = useCallback((listener: () => void) => page.subscribe(listener), [page])
  return useSyncExternalStore(subscribe, () => select(page.get()))
}

export function useNotes(): Notes {
  const notes = useContext(NotesContext)
  if (!notes) throw new Error('outside of a PageProvider')
  return notes
}

export function useTags(): ReadonlyMap<RecordId, Tag> {
  return useContext(TagsContext)
}

/** Whether this person may write notes at all; readers see no control that writes. */
export function useMayAnnotate(): boolean {
  return can(useDocument().role, 'notes:write')
}
