import { useTranslation } from 'react-i18next'
import { keysFor, SHORTCUTS } from '../page/shortcuts.ts'
import { useMayAnnotate } from '../state/page-context.tsx'

const READING = [
  { what: 'paragraph', keys: ['↑', '↓'] },
  { what: 'clause', keys: ['←', '→'] },
  { what: 'end', keys: [keysFor('Shift+←'), keysFor('Shift+→')] },
  { what: 'start', keys: [keysFor('Mod+Shift+←'), keysFor('Mod+Shift+→')] },
  { what: 'show', keys: ['S'] },
] as const
const WRITING = [
  { what: 'comment', keys: ['C', 'Enter'] },
  { what: 'question', keys: ['Q'] },
  { what: 'tag', keys: ['T'] },
  { what: 'anywhere', keys: [SHORTCUTS.comment] },
] as const

/** The keys with which the text is read and annotated, each with what it does, for a list of all keys. */
export function useTextKeys(): { words: string; keys: readonly string[] }[] {
  const { t } = useTranslation('text')
  const lines = useMayAnnotate() ? [...READING, ...WRITING] : READING
  return lines.map(({ what, keys }) => ({ words: t(`keys.${what}`), keys }))
}
