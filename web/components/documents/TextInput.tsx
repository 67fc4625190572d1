import { FileText, Upload } from 'lucide-react'
import { type ClipboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { TextArea } from '../../ui/TextField.tsx'
import type { TextSource } from './read-text-file.ts'

/** A text field of this size still types smoothly; what is larger is held as a whole and shown by its beginning. */
const FIELD_CHARS = 30_000
const PREVIEW_CHARS = 600

export interface TextInputProps {
  source: TextSource
  onChange: (source: TextSource) => void
  onFile: (file: File) => void
  error: string | undefined
}

/** The text of a new document: typed or pasted into a field, or a file or a large paste as one piece. */
export function TextInput({ source, onChange, onFile, error }: TextInputProps) {
  const { t } = useTranslation('app')
  const picker = useRef<HTMLInputElement>(null)
  const whole = source.name !== undefined || source.text.length > FIELD_CHARS
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const pasted = event.clipboardData.getData('text/plain')
    if (pasted.length <= FIELD_CHARS) return
    event.preventDefault()
    const { selectionStart, selectionEnd, value } = event.currentTarget
    const text = value.slice(0, selectionStart) + pasted + value.slice(selectionEnd)
    onChange({ name: undefined, text, format: 'text' })
  }
  return (
    <>
      {whole ? (
        <figure className="grid gap-2">
          <figcaption className="flex items-center gap-2 text-ink-2">
            <FileText size={16} className="flex-none" />
            <span className="min-w-0 flex-1 truncate">{source.name ?? t('create.pasted')}</span>
            <Button
              size="small"
              variant="plain"
              onClick={() => onChange({ name: undefined, text: '', format: 'text' })}
            >
              {t('create.removeText')}
            </Button>
          </figcaption>
          <blockquote className="text-preview">{source.text.slice(0, PREVIEW_CHARS).trim()}</blockquote>
          {error ? (
            <p className="ui-error" role="alert">
              {error}
            </p>
          ) : null}
        </figure>
      ) : (
        <TextArea
          label={t('create.text')}
          value={source.text}
          onChange={(text) => onChange({ ...source, text })}
          onPaste={paste}
          error={error}
          placeholder={t('create.textPlaceholder')}
          rows={9}
          spellCheck={false}
        />
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button size="small" icon={<Upload size={14} />} onClick={() => picker.current?.click()}>
          {t('create.chooseFile')}
        </Button>
        <span className="ui-hint">{t('create.fileHint')}</span>
        <input
          ref={picker}
          type="file"
          hidden
          accept=".txt,.text,.md,.markdown,.html,.htm,text/plain,text/markdown,text/html"
          onChange={(event) => {
            const file = event.target.files?.[0]
            // Cleared, so that choosing the same file again is a choice.
            event.target.value = ''
            if (file) onFile(file)
          }}
        />
      </div>
    </>
  )
}
