import { type ReactNode, useState } from 'react'
import { AlertDialog } from './AlertDialog.tsx'
import { TextField } from './TextField.tsx'

export interface TypeToConfirmProps {
  title: ReactNode
  description: ReactNode
  /** The label of the field; it says what is to be typed. */
  label: ReactNode
  /** What is to be typed. */
  words: string
  cancelLabel: string
  confirmLabel: string
  busy: boolean
  error: ReactNode
  onConfirm: () => void
  onClose: () => void
}

/** For what can't be taken back: whoever does it types a name first. */
export function TypeToConfirm(props: TypeToConfirmProps) {
  const { title, description, label, words, cancelLabel, confirmLabel, busy, error, onClose } = props
  const [typed, setTyped] = useState('')
  // Some keyboards type other brackets and spaces than the name has: NFKC makes them equal.
  const same = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  const matches = same(typed) === same(words)
  const confirm = () => matches && !busy && props.onConfirm()
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      cancelLabel={cancelLabel}
      confirmLabel={confirmLabel}
      danger
      busy={busy}
      confirmDisabled={!matches}
      onConfirm={confirm}
    >
      <TextField
        label={label}
        value={typed}
        onChange={setTyped}
        onEnter={confirm}
        error={error}
        autoComplete="off"
        spellCheck={false}
      />
    </AlertDialog>
  )
}
