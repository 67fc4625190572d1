import { Plus, WifiOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { SessionInfo } from '../../shared/api.ts'
import { DocumentList } from '../components/documents/DocumentList.tsx'
import { NewDocumentDialog } from '../components/documents/NewDocumentDialog.tsx'
import { useFileDrop } from '../components/documents/use-file-drop.ts'
import { KeptNotice } from '../components/kept/KeptNotice.tsx'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { useDocuments } from '../hooks/use-documents.ts'
import { useSession } from '../hooks/use-session.ts'
import { problemText } from '../i18n/problem-text.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx'
import { JoinPage } from './JoinPage.tsx'

/** `/`: the documents of whoever is signed in; to anybody else, what to do to get in. */
export function DocumentsPage() {
  const { t, i18n } = useTranslation('app')
  const session = useSession()
  if (session.data) return <SignedIn session={session.data} />
  if (session.isPending)
    return (
      <PageFrame title={t('documents.pageTitle')}>
        <Loading label={t('loading')} />
      </PageFrame>
    )
  if (session.isError)
    return (
      <PageFrame title={t('documents.pageTitle')}>
        <h1 className="mb-6 font-serif text-[26px] font-bold">{t('documents.heading')}</h1>
        <Banner
          tone="warn"
          icon={<WifiOff size={18} />}
          action={<Button onClick={() => void session.refetch()}>{t('retry')}</Button>}
        >
          {problemText(t, session.error, i18n.language)}
        </Banner>
      </PageFrame>
    )
  return <JoinPage />
}

function SignedIn({ session }: { session: SessionInfo }) {
  const { t, i18n } = useTranslation('app')
  const navigate = useNavigate()
  const documents = useDocuments()
  const [creating, setCreating] = useState<{ file: File | undefined } | undefined>(undefined)
  const dragging = useFileDrop(session.mayCreate, (file) => setCreating({ file }))
  return (
    <PageFrame title={t('documents.pageTitle')} user={session.user}>
      <header className="mb-2 flex items-center justify-between gap-4">
        <h1 className="font-serif text-[26px] font-bold">{t('documents.heading')}</h1>
        {session.mayCreate ? (
          <Button
            variant="primary"
            icon={<Plus size={16} />}
            onClick={() => setCreating({ file: undefined })}
          >
            {t('documents.new')}
          </Button>
        ) : null}
      </header>
      {documents.isError ? (
        <Banner
          className="my-4"
          tone="warn"
          icon={<WifiOff size={18} />}
          action={
            <Button size="small" onClick={() => void documents.refetch()}>
              {t('retry')}
            </Button>
          }
        >
          {documents.error.code === 'offline'
            ? t('documents.offline')
            : `${t('documents.failed')} ${problemText(t, documents.error, i18n.language)}`}
        </Banner>
      ) : null}
      <KeptNotice />
      {documents.data ? (
        <DocumentList documents={documents.data} mayCreate={session.mayCreate} />
      ) : documents.isPending ? (
        <Loading label={t('loading')} />
      ) : null}
      {creating ? (
        <NewDocumentDialog
          file={creating.file}
          onClose={() => setCreating(undefined)}
          onCreated={(id) => navigate(`/d/${id}`)}
        />
      ) : null}
      {dragging ? <div className="drop-veil">{t('documents.dropHere')}</div> : null}
    </PageFrame>
  )
}

function Loading({ label }: { label: string }) {
  return (
    <div role="status" className="grid gap-9 py-6">
      <VisuallyHidden>{label}</VisuallyHidden>
      <Skeleton widths={[56, 34]} />
      <Skeleton widths={[43, 30]} />
      <Skeleton widths={[62, 36]} />
    </div>
  )
}
