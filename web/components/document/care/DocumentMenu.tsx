import { Ellipsis, History } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { can } from '../../../../shared/roles.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu, MenuItem } from '../../../ui/Menu.tsx'
import { usePageParts } from '../state/page-context.tsx'

/** What is done with the document seldom. Nothing for who could do none of it. */
export function DocumentMenu() {
  const { t } = useTranslation('care')
  const { role } = useDocument()
  const { page } = usePageParts()
  if (!can(role, 'text:edit')) return null
  return (
    <Menu
      trigger={
        <IconButton label={t('menu')} tooltip={false}>
          <Ellipsis size={18} />
        </IconButton>
      }
    >
      <MenuItem icon={<History size={15} />} onSelect={() => page.set({ restoring: true })}>
        {t('restore.open')}
      </MenuItem>
    </Menu>
  )
}

/** The same on a phone, where the drawer is the menu. */
export function RestoreEntry({ onOpened }: { onOpened: () => void }) {
  const { t } = useTranslation('care')
  const { role } = useDocument()
  const { page } = usePageParts()
  if (!can(role, 'text:edit')) return null
  return (
    <div className="drawer-more">
      <Button
        icon={<History size={15} aria-hidden="true" />}
        onClick={() => {
          onOpened()
          page.set({ restoring: true })
        }}
      >
        {t('restore.open')}
      </Button>
    </div>
  )
}
