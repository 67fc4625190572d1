import { useTranslation } from 'react-i18next'
import type { TextBlock } from '../../../stores/types.ts'

const MOST = 12

/** What a block is called: by its number, a heading by its words. */
export function useBlockName(block: Pick<TextBlock, 'number' | 'text'>): string {
  const { t } = useTranslation('text')
  if (block.number > 0) return t('block.numbered', { number: block.number })
  const words = [...block.text]
  const title = words.length > MOST ? `${words.slice(0, MOST).join('')}…` : block.text
  return title === '' ? t('block.empty') : t('block.heading', { title })
}
