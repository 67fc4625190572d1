import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { UserInfo } from '../../../shared/api.ts'
import { PreferencesMenu } from './PreferencesMenu.tsx'
import { Seal } from './Seal.tsx'

/** The bar and the column of every page but the document's own. */
export function PageFrame(props: {
  title: string
  user?: UserInfo | undefined
  narrow?: boolean
  /** Without the mark in the bar: the page shows it large itself. */
  unmarked?: boolean
  children: ReactNode
}) {
  const { t } = useTranslation('app')
  const { title } = props
  useEffect(() => {
    document.title = `${title} · ${t('name')}`
  }, [title, t])
  return (
    <div className="flex min-h-dvh flex-col">
      <header className={props.unmarked ? 'page-bar page-bar-plain no-print' : 'page-bar no-print'}>
        {props.unmarked ? null : (
          <Link to="/" className="flex items-center gap-3 text-ink no-underline">
            <Seal />
            <span className="font-serif text-base font-semibold tracking-wide">{t('name')}</span>
          </Link>
        )}
        <PreferencesMenu user={props.user} />
      </header>
      <main tabIndex={-1} className={`${props.narrow ? 'page-narrow' : 'page-column'} outline-none`}>
        {props.children}
      </main>
    </div>
  )
}
