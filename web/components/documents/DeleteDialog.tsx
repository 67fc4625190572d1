import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeleteDocument } from '../../hooks/use-documents.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useToast } from '../../ui/Toast.tsx'

/** Deleting takes everybody's notes along: whoever does it types the title first. */
export function DeleteDialog(props: {
  document: { id: string; title: string; annotations: number }
  onClose: () => void
}) {
  const { document, onClose } = props
  const { t, i18n } = useTranslation('app')
  const remove = useDeleteDocument()
  const showToast = useToast()
  const [typed, setTyped] = useState('')
  // Some keyboards type other brackets and spaces than the title has: NFKC makes them equal.
  const same = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  const matches = same(typed) === same(document.title)
  const confirm = () => {
    if (!matches || remove.isPending) return
    remove.mutate(document.id, {
      onSuccess: () => {
        showToast({ message: t('remove.done', { title: document.title }) })
        onClose()
      },
    })
  }
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('remove.title')}
      description={t('remove.description', {
        title: document.title,
        notes: t('documents.notes', { count: document.annotations }),
      })}
      cancelLabel={t('cancel')}
      confirmLabel={t('remove.confirm')}
      danger
      busy={remove.isPending}
      confirmDisabled={!matches}
      onConfirm={confirm}
    >
      <TextField
        label={t('remove.field', { title: document.title })}
        value={typed}
        onChange={setTyped}
        onEnter={confirm}
        error={remove.isError ? problemText(t, remove.error, i18n.language) : undefined}
        autoComplete="off"
        spellCheck={false}
      />
    </AlertDialog>
  )
}
