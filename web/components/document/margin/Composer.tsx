import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { bodyFromText } from '../../../../shared/annotation.ts'
import { LIMITS } from '../../../../shared/limits.ts'
import { useDraft } from '../../../hooks/use-draft.ts'
import { Button } from '../../../ui/Button.tsx'
import { isComposing } from '../../../ui/composing.ts'
import { keysFor } from '../page/shortcuts.ts'
import { bodyRoom } from './body-room.ts'

export interface ComposerProps {
  /** Under which what is typed is kept until it is sent. */
  draftKey: string
  /** What stands there when nothing has been typed yet, e.g. the body being edited. */
  initial?: string
  label: string
  placeholder: string
  sendLabel: string
  autoFocus?: boolean
  /** One line until it is used, as a reply box is. */
  quiet?: boolean
  /** Beside the buttons, e.g. tags. */
  foot?: ReactNode
  onSend: (text: string) => void
  /** Esc, or the button. What was typed stays kept. Without, Esc is left to whatever is around. */
  onCancel?: () => void
}

/** A field for a note: grows with its text, sends with Ctrl or Cmd and Enter, and loses nothing. */
export function Composer(props: ComposerProps) {
  const { draftKey, initial = '', label, placeholder, sendLabel, autoFocus, quiet, onSend, onCancel } = props
  const { t } = useTranslation('document')
  const [draft, setDraft] = useDraft(draftKey)
  const [text, setText] = useState(draft === '' ? initial : draft)
  const change = (next: string) => {
    setText(next)
    setDraft(next)
  }
  const field = useRef<HTMLTextAreaElement>(null)
  const hintId = useId()
  const room = bodyRoom(bodyFromText(text.trim()))
  const sendable = text.trim() !== '' && room >= 0

  useEffect(() => {
    const element = field.current
    if (!autoFocus || !element) return
    element.focus({ preventScroll: true })
    element.setSelectionRange(element.value.length, element.value.length)
  }, [autoFocus])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.blockSize = 'auto'
    element.style.blockSize = `${Math.min(element.scrollHeight + 2, 320)}px`
  }, [text])

  const send = () => {
    if (!sendable) return
    onSend(text.trim())
    change('')
  }
  const keyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event)) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape' && onCancel) {
      event.stopPropagation()
      onCancel()
    }
  }
  const open = !quiet || text !== ''
  return (
    <div className={open ? 'composer' : 'composer composer-quiet'}>
      <textarea
        data-draft={draftKey}
        ref={field}
        rows={1}
        className="composer-field"
        aria-label={label}
        aria-describedby={room < 500 ? hintId : undefined}
        aria-invalid={room < 0 || undefined}
        placeholder={placeholder}
        value={text}
        maxLength={LIMITS.bodyChars + 1_000}
        onChange={(event) => change(event.target.value)}
        onKeyDown={keyDown}
      />
      <div className="composer-foot">
        {props.foot}
        {room < 500 ? (
          <span
            id={hintId}
            className={room < 0 ? 'composer-limit composer-over' : 'composer-limit'}
            role="status"
          >
            {room < 0 ? t('composer.over', { count: -room }) : t('composer.left', { count: room })}
          </span>
        ) : (
          <span className="composer-kbd" aria-hidden="true">
            {keysFor('Mod+↵')}
          </span>
        )}
        {onCancel ? (
          <Button size="small" variant="plain" onClick={onCancel}>
            {t('composer.cancel')}
          </Button>
        ) : null}
        <Button size="small" variant="primary" disabled={!sendable} onClick={send}>
          {sendLabel}
        </Button>
      </div>
    </div>
  )
}
