import { useParams } from 'react-router'
import { DocumentGate } from '../components/document/page/DocumentGate.tsx'
import { DocumentLayout } from '../components/document/page/DocumentLayout.tsx'
import { DocumentSkeleton } from '../components/document/page/DocumentSkeleton.tsx'
import { PageProvider } from '../components/document/state/page-context.tsx'
import { DocumentProvider } from '../hooks/document-context.tsx'
import { useOpenDocument } from '../hooks/use-open-document.ts'

/** `/d/:documentId`: one document, with everybody in it. */
export function DocumentPage() {
  const { documentId = '' } = useParams()
  // Another document is another page: nothing of the last one stays.
  return <Opened key={documentId} documentId={documentId} />
}

function Opened({ documentId }: { documentId: string }) {
  const opening = useOpenDocument(documentId)
  switch (opening.state) {
    case 'loading':
      return <DocumentSkeleton />
    case 'error':
      return <DocumentGate code={opening.problem.code} retry={opening.retry} />
    case 'ready':
      return (
        // Opened anew, with another role or another text, everything is built anew: an editor belongs to one ydoc.
        <DocumentProvider key={opening.document.textRoom.ydoc.guid} document={opening.document}>
          <PageProvider>
            <DocumentLayout />
          </PageProvider>
        </DocumentProvider>
      )
    default:
      return opening satisfies never
  }
}
