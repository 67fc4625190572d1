import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import { Seal } from '../../shell/Seal.tsx'

/** The page while it is on its way: the same columns, so that nothing jumps when it comes. */
export function DocumentSkeleton() {
  const { t } = useTranslation('app')
  return (
    <div className="doc-page">
      <header className="doc-bar">
        <Link to="/" className="doc-home">
          <Seal />
          <VisuallyHidden>{t('home')}</VisuallyHidden>
        </Link>
      </header>
      <div className="doc-grid">
        <div className="doc-side skeleton-side">
          <Skeleton widths={[30, 80, 62, 74]} />
        </div>
        <main className="doc-main">
          <div className="skeleton-text" role="status">
            <VisuallyHidden>{t('loading')}</VisuallyHidden>
            <Skeleton widths={[62, 24]} />
            <Skeleton widths={[100, 100, 100, 100, 46]} />
            <Skeleton widths={[100, 100, 100, 70]} />
            <Skeleton widths={[100, 100, 88]} />
          </div>
        </main>
        <div className="doc-margin skeleton-margin" />
      </div>
    </div>
  )
}
