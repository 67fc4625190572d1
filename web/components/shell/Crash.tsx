import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Seal } from './Seal.tsx'

/** Stands where a page broke while it was drawn: says so, and offers the ways out. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true }
  }

  override render(): ReactNode {
    return this.state.crashed ? <CrashPage /> : this.props.children
  }
}

function CrashPage() {
  const { t } = useTranslation('app')
  return (
    <main className="page-narrow gap-4" role="alert">
      <Seal size="large" />
      <h1 className="font-serif text-2xl font-semibold">{t('crashed.heading')}</h1>
      <p className="text-ink-2">{t('crashed.hint')}</p>
      <div className="flex flex-wrap gap-3 pt-2">
        <Button variant="primary" onClick={() => location.reload()}>
          {t('reload')}
        </Button>
        <Button onClick={() => location.assign('/')}>{t('home')}</Button>
      </div>
    </main>
  )
}
