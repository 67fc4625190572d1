import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { PreferencesMenu } from '../../shell/PreferencesMenu.tsx'
import { RestoreEntry } from '../care/DocumentMenu.tsx'
import { SideColumn } from '../outline/SideColumn.tsx'
import { EditToggle } from './TopBar.tsx'

/** What stands beside the text on a desk, and on a phone what has no room in the bar. */
export function PageDrawer(props: {
  open: boolean
  onOpenChange: (open: boolean) => void
  compact: boolean
}) {
  const { open, onOpenChange, compact } = props
  const { t } = useTranslation(['document', 'app'])
  const { user, info } = useDocument()
  const close = () => onOpenChange(false)
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('bar.drawer')} closeLabel={t('app:close')}>
      {compact ? (
        <div className="drawer-tools">
          <EditToggle onToggled={close} />
          <span className="drawer-me">
            {user.name}
            <PreferencesMenu user={user} document={info} />
          </span>
        </div>
      ) : null}
      <SideColumn onGo={close} />
      {compact ? <RestoreEntry onOpened={close} /> : null}
    </Dialog>
  )
}
