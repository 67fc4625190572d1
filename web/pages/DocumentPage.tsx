import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { useParams } from 'react-router'
import { DocumentGate } from '../components/document/page/DocumentGate.tsx'
import { DocumentLayout } from '../components/document/page/DocumentLayout.tsx'
import { DocumentSkeleton } from '../components/document/page/DocumentSkeleton.tsx'
import { PageProvider } from '../components/document/state/page-context.tsx'
import { PageState } from '../components/document/state/page-state.ts'
import { useFocusAcross } from '../components/document/state/use-focus-across.ts'
import { ShareDialog } from '../components/share/ShareDialog.tsx'
import { DocumentProvider, useDocument } from '../hooks/document-context.tsx'
import { useOpenDocument, useReloadForVersion } from '../hooks/use-open-document.ts'
import { useStore } from '../hooks/use-store.ts'

/** `/d/:documentId`: one document, with everybody in it. */
export function DocumentPage() {
  const { documentId = '' } = useParams()
  // Another document is another page: nothing of the last one stays.
  return <Opened key={documentId} documentId={documentId} />
}

function Opened({ documentId }: { documentId: string }) {
  const opening = useOpenDocument(documentId)
  const [page] = useState(() => new PageState())
  const ydoc = opening.state === 'ready' ? opening.document.textRoom.ydoc : undefined
  useFocusAcross(ydoc?.guid)
  switch (opening.state) {
    case 'loading':
      return <DocumentSkeleton />
    case 'error':
      return <DocumentGate code={opening.problem.code} retry={opening.retry} />
    case 'ready':
      return (
        <>
          {/* Opened anew, with another role or another text, it is built anew: an editor belongs to one ydoc. */}
          <DocumentProvider key={opening.document.textRoom.ydoc.guid} document={opening.document}>
            <Known>
              <PageProvider page={page}>
                <DocumentLayout />
              </PageProvider>
            </Known>
          </DocumentProvider>
          <Sharing page={page} documentId={documentId} />
        </>
      )
    default:
      return opening satisfies never
  }
}

/** Links and members stay as they are shown, a link that is shown once among them, when the document is opened anew. */
function Sharing({ page, documentId }: { page: PageState; documentId: string }) {
  const open = useSyncExternalStore(page.subscribe, () => page.get().sharing)
  return <ShareDialog documentId={documentId} open={open} onOpenChange={(sharing) => page.set({ sharing })} />
}

/** A text with something in it that this build doesn't know is not shown, and no editor is bound to it. */
function Known({ children }: { children: ReactNode }) {
  const document = useDocument()
  const strange = useStore(document.strange)
  useReloadForVersion(strange, useStore(document.ready))
  return strange === undefined ? (
    children
  ) : (
    <DocumentGate code="other-version" retry={() => location.reload()} />
  )
}
