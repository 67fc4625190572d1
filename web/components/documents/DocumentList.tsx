import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentSummary } from '../../../shared/api.ts'
import { ShareDialog } from '../share/ShareDialog.tsx'
import { DeleteDialog } from './DeleteDialog.tsx'
import { DocumentRow, type RowAction } from './DocumentRow.tsx'
import { RenameDialog } from './RenameDialog.tsx'

/** The rows, and the dialog that one of them opened. */
export function DocumentList(props: { documents: readonly DocumentSummary[]; mayCreate: boolean }) {
  const { t } = useTranslation('app')
  const now = useNow(60_000)
  const [asked, setAsked] = useState<{ action: RowAction; document: DocumentSummary } | undefined>(undefined)
  const close = () => setAsked(undefined)
  if (props.documents.length === 0)
    return (
      <div className="grid justify-items-center gap-2 py-24 text-center">
        <h2 className="font-serif text-xl font-semibold">{t('documents.emptyHeading')}</h2>
        <p className="max-w-[26em] text-ink-2">
          {t(props.mayCreate ? 'documents.emptyOwner' : 'documents.emptyMember')}
        </p>
      </div>
    )
  return (
    <>
      <ul className="document-list">
        {props.documents.map((document) => (
          <DocumentRow
            key={document.id}
            document={document}
            now={now}
            onAction={(action) => setAsked({ action, document })}
          />
        ))}
      </ul>
      {asked?.action === 'rename' ? <RenameDialog document={asked.document} onClose={close} /> : null}
      {asked?.action === 'delete' ? <DeleteDialog document={asked.document} onClose={close} /> : null}
      {asked?.action === 'share' ? (
        <ShareDialog documentId={asked.document.id} open onOpenChange={(open) => !open && close()} />
      ) : null}
    </>
  )
}

/** The time, moving on by itself, so that "a minute ago" does not stay. */
function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
