import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { usePurge } from '../../../hooks/use-purges.ts'
import { problemText } from '../../../i18n/problem-text.ts'
import type { Annotation } from '../../../stores/types.ts'
import { AlertDialog } from '../../../ui/AlertDialog.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { useToast } from '../../../ui/Toast.tsx'

/** Purges one note for good. Unlike deleting it can't be taken back, so it is asked first. */
export function PurgeNoteDialog(props: { annotation: Annotation; name: string; onClose: () => void }) {
  const { annotation, name, onClose } = props
  const { t, i18n } = useTranslation(['care', 'app'])
  const { info } = useDocument()
  const showToast = useToast()
  const purge = usePurge(info.id, () => {
    showToast({ message: t('purge.done') })
    onClose()
  })
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('purge.title', { name })}
      description={t('purge.what')}
      cancelLabel={t('app:cancel')}
      confirmLabel={t('purge.confirm')}
      danger
      busy={purge.isPending}
      onConfirm={() => purge.mutate({ annotationId: annotation.id })}
    >
      {purge.isError ? <Banner tone="danger">{problemText(t, purge.error, i18n.language)}</Banner> : null}
    </AlertDialog>
  )
}
