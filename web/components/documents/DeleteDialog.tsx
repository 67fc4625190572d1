import { useTranslation } from 'react-i18next'
import { useDeleteDocument } from '../../hooks/use-documents.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useToast } from '../../ui/Toast.tsx'
import { TypeToConfirm } from '../../ui/TypeToConfirm.tsx'

/** Deleting takes everybody's notes along: whoever does it types the title first. */
export function DeleteDialog(props: {
  document: { id: string; title: string; annotations: number }
  onClose: () => void
}) {
  const { document, onClose } = props
  const { t, i18n } = useTranslation('app')
  const remove = useDeleteDocument()
  const showToast = useToast()
  const confirm = () =>
    remove.mutate(document.id, {
      onSuccess: () => {
        showToast({ message: t('remove.done', { title: document.title }) })
        onClose()
      },
    })
  return (
    <TypeToConfirm
      title={t('remove.title')}
      description={t('remove.description', {
        title: document.title,
        notes: t('documents.notes', { count: document.annotations }),
      })}
      label={t('remove.field', { title: document.title })}
      words={document.title}
      cancelLabel={t('cancel')}
      confirmLabel={t('remove.confirm')}
      busy={remove.isPending}
      error={remove.isError ? problemText(t, remove.error, i18n.language) : undefined}
      onConfirm={confirm}
      onClose={onClose}
    />
  )
}
