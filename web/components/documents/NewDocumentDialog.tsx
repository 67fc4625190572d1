import { type FormEvent, useDeferredValue, useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LIMITS } from '../../../shared/limits.ts'
import { checkName } from '../../../shared/names.ts'
import { useCreateDocument } from '../../hooks/use-documents.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { measureText } from './measure-text.ts'
import { readTextFile, type TextSource } from './read-text-file.ts'
import { TextInput } from './TextInput.tsx'

export interface NewDocumentDialogProps {
  /** A file dropped on the page. A new one replaces what was here. */
  file: File | undefined
  onClose: () => void
  onCreated: (documentId: string) => void
}

export function NewDocumentDialog({ file, onClose, onCreated }: NewDocumentDialogProps) {
  const { t, i18n } = useTranslation('app')
  const create = useCreateDocument()
  const [title, setTitle] = useState('')
  const [source, setSource] = useState<TextSource>({ name: undefined, text: '', format: 'text' })
  const [problem, setProblem] = useState<{ code: string } | undefined>(undefined)
  const formId = useId()

  const measured = useDeferredValue(source.text)
  const measure = useMemo(() => measureText(measured), [measured])
  const over = source.text.length - LIMITS.documentChars
  const titleProblem = title.trim() === '' ? undefined : badTitle(title)

  const change = (next: TextSource) => {
    setSource(next)
    setProblem(undefined)
    if (create.isError) create.reset()
  }
  const takeFile = async (chosen: File) => {
    const read = await readTextFile(chosen)
    if (read.ok) change(read.source)
    else setProblem(read)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file is taken once, when it arrives
  useEffect(() => {
    if (file) void takeFile(file)
  }, [file])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (create.isPending || over > 0 || titleProblem) return
    if (source.text.trim() === '') return setProblem({ code: 'text-empty' })
    create.mutate(
      { ...(title.trim() ? { title } : {}), text: source.text, format: source.format },
      { onSuccess: (created) => onCreated(created.id) },
    )
  }

  const number = new Intl.NumberFormat(i18n.language)
  const failure = problem ?? create.error
  const error =
    over > 0
      ? t('create.tooManyCharacters', {
          max: number.format(LIMITS.documentChars),
          over: number.format(over),
        })
      : failure
        ? problemText(t, failure, i18n.language)
        : undefined
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('create.title')}
      closeLabel={t('close')}
      width="wide"
      footer={
        <>
          <p className="flex-1 self-center text-[13px] text-ink-3 tabular-nums" aria-live="polite">
            {measure.characters > 0 ? (
              <>
                {t('create.characters', {
                  count: measure.characters,
                  number: number.format(measure.characters),
                })}
                {' · '}
                {t('create.paragraphs', {
                  count: measure.paragraphs,
                  number: number.format(measure.paragraphs),
                })}
              </>
            ) : null}
          </p>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={create.isPending}
            disabled={over > 0 || titleProblem !== undefined}
          >
            {t('create.submit')}
          </Button>
        </>
      }
    >
      <form id={formId} className="grid gap-4" onSubmit={submit} noValidate>
        <TextField
          label={t('create.name')}
          placeholder={t('create.namePlaceholder')}
          value={title}
          onChange={setTitle}
          error={titleProblem ? problemText(t, titleProblem, i18n.language) : undefined}
          autoComplete="off"
        />
        <TextInput
          source={source}
          onChange={change}
          onFile={(chosen) => void takeFile(chosen)}
          error={error}
        />
      </form>
    </Dialog>
  )
}

function badTitle(title: string): { code: string } | undefined {
  const checked = checkName(title, LIMITS.titleChars)
  if (checked.ok) return undefined
  return { code: checked.problem === 'name-too-long' ? 'title-too-long' : checked.problem }
}
