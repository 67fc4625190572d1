import { KeyRound, Smartphone } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { MenuItem } from '../../ui/Menu.tsx'

export type AccountAction = 'handover' | 'credentials'

/** In the menu about oneself: the same person elsewhere, now and for later. */
export function AccountItems(props: { kept: boolean; onSelect: (action: AccountAction) => void }) {
  const { t } = useTranslation('account')
  return (
    <>
      <MenuItem icon={<Smartphone size={15} />} onSelect={() => props.onSelect('handover')}>
        {t('handover.title')}
      </MenuItem>
      <MenuItem icon={<KeyRound size={15} />} onSelect={() => props.onSelect('credentials')}>
        {t(props.kept ? 'keep.titleKept' : 'keep.title')}
      </MenuItem>
    </>
  )
}
