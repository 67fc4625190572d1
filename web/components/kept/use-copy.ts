import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useToast } from '../../ui/Toast.tsx'

/**
 * Copies a text and says so. Where there is no clipboard API (plain http in a LAN), a field that nobody sees holds it for
 * the old way; it stands inside `near`, since a dialog keeps the focus to itself.
 */
export function useCopy(): (text: string, near: HTMLElement | null) => void {
  const { t } = useTranslation('kept')
  const showToast = useToast()
  return useCallback(
    (text, near) => {
      void copy(text, near ?? document.body).then((done) =>
        showToast(done ? { message: t('copied') } : { message: t('copyFailed'), tone: 'danger' }),
      )
    },
    [t, showToast],
  )
}

async function copy(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // No clipboard API (`navigator.clipboard` is undefined there), or no permission.
  }
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.className = 'ui-hidden'
  field.value = text
  near.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
