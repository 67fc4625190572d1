import { CircleHelp, Menu as MenuIcon, PencilLine, Share2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { can } from '../../../../shared/roles.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import { PreferencesMenu } from '../../shell/PreferencesMenu.tsx'
import { Seal } from '../../shell/Seal.tsx'
import { DocumentMenu } from '../care/DocumentMenu.tsx'
import { useNotes, usePage, usePageParts } from '../state/page-context.tsx'
import { PeopleHere } from './PeopleHere.tsx'
import { SavedSign } from './SavedSign.tsx'

export interface TopBarProps {
  /** Room only for what one can't do without; the rest is in the drawer. */
  compact: boolean
  /** Opens the drawer; undefined where the outline stands beside the text. */
  onDrawer: (() => void) | undefined
  onShare: () => void
  onHelp: () => void
}

/** The bar above the text: where one is, who is here, whether it is saved, and what can be done with the document. */
export function TopBar({ compact, onDrawer, onShare, onHelp }: TopBarProps) {
  const { t } = useTranslation(['document', 'app'])
  const { info, user, role } = useDocument()
  return (
    <header className="doc-bar no-print">
      <Link to="/" className="doc-home" title={t('app:home')}>
        <Seal />
        <VisuallyHidden>{t('app:home')}</VisuallyHidden>
      </Link>
      <div className="doc-title">
        <span className="doc-name" title={info.title}>
          {info.title}
        </span>
        {compact ? null : <Summary />}
      </div>
      <div className="doc-tools">
        <PeopleHere max={compact ? 3 : 5} />
        <SavedSign compact={compact} />
        {compact ? null : <EditToggle />}
        {can(role, 'invites:manage') ? (
          compact ? (
            <IconButton label={t('bar.share')} tooltip={false} className="doc-touch" onClick={onShare}>
              <Share2 size={19} />
            </IconButton>
          ) : (
            <Button variant="primary" onClick={onShare}>
              {t('bar.share')}
            </Button>
          )
        ) : null}
        {compact ? null : (
          <>
            <IconButton label={t('bar.help')} shortcut="?" onClick={onHelp}>
              <CircleHelp size={18} />
            </IconButton>
            <DocumentMenu />
            <PreferencesMenu user={user} document={info} />
          </>
        )}
        {onDrawer ? (
          <IconButton label={t('bar.drawer')} tooltip={!compact} className="doc-touch" onClick={onDrawer}>
            <MenuIcon size={20} />
          </IconButton>
        ) : null}
      </div>
    </header>
  )
}

/** How much there is, and as what one is here. */
function Summary() {
  const { t } = useTranslation(['document', 'app'])
  const session = useDocument()
  const blocks = useStore(session.blocks)
  const { counts } = useNotes()
  return (
    <span className="doc-summary">
      {blocks.length > 0
        ? `${t('bar.paragraphs', { count: blocks.length })} · ${t('bar.notes', { count: counts.open + counts.resolved })} · `
        : ''}
      {t(`app:roles.${session.role}`)}
    </span>
  )
}

/** Between reading and correcting the text, for whoever may correct it. */
export function EditToggle({ onToggled }: { onToggled?: () => void }) {
  const { t } = useTranslation('document')
  const { page } = usePageParts()
  const { role } = useDocument()
  const editing = usePage((value) => value.editing)
  if (!can(role, 'text:edit')) return null
  return (
    <Button
      className="edit-toggle"
      aria-pressed={editing}
      icon={<PencilLine size={15} aria-hidden="true" />}
      onClick={() => {
        page.set({ editing: !editing })
        onToggled?.()
      }}
    >
      {t('bar.edit')}
    </Button>
  )
}
