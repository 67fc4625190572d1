import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LIMITS } from '../../../shared/limits.ts'
import { checkName } from '../../../shared/names.ts'
import { useRenameDocument } from '../../hooks/use-documents.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** Mounted for one renaming: the field starts with the title as it is. */
export function RenameDialog(props: { document: { id: string; title: string }; onClose: () => void }) {
  const { document, onClose } = props
  const { t, i18n } = useTranslation('app')
  const rename = useRenameDocument()
  const [title, setTitle] = useState(document.title)
  const formId = useId()
  const checked = checkName(title, LIMITS.titleChars)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!checked.ok || rename.isPending) return
    if (checked.name === document.title) onClose()
    else rename.mutate({ id: document.id, title: checked.name }, { onSuccess: onClose })
  }
  const problem = rename.error ?? (checked.ok ? undefined : { code: TITLE_CODES[checked.problem] })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('rename.title')}
      closeLabel={t('close')}
      width="narrow"
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={rename.isPending}
            disabled={!checked.ok}
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <TextField
          label={t('rename.field')}
          value={title}
          onChange={(next) => {
            setTitle(next)
            if (rename.isError) rename.reset()
          }}
          error={problem ? problemText(t, problem, i18n.language) : undefined}
          onFocus={(event) => event.currentTarget.select()}
          autoComplete="off"
        />
      </form>
    </Dialog>
  )
}

const TITLE_CODES = {
  'name-empty': 'title-empty',
  'name-too-long': 'title-too-long',
  'name-control-characters': 'name-control-characters',
} as const
