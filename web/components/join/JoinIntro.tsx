import { useTranslation } from 'react-i18next'
import { Seal } from '../shell/Seal.tsx'

/** What this is, in two lines, for whoever comes by a link and knows nothing. */
export function JoinIntro({ heading }: { heading: string }) {
  const { t } = useTranslation('app')
  return (
    <div className="mb-7">
      <Seal size="large" />
      <h1 className="mt-6 font-serif text-[27px] leading-snug font-semibold">{heading}</h1>
      <p className="mt-2 text-[14.5px] leading-relaxed text-ink-2">{t('about')}</p>
    </div>
  )
}
