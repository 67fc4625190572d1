import { useTranslation } from 'react-i18next'
import { problemText } from '../../i18n/problem-text.ts'
import { useToast } from '../../ui/Toast.tsx'

/** Says in passing why a request failed. */
export function useProblemToast(): (problem: unknown) => void {
  const { t, i18n } = useTranslation('app')
  const showToast = useToast()
  return (problem) => showToast({ message: problemText(t, problem, i18n.language), tone: 'danger' })
}
