import { Archive, LogIn, LogOut, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { UserInfo } from '../../../shared/api.ts'
import { faceOf } from '../../../shared/face.ts'
import { useDisplaced } from '../../hooks/use-displaced.ts'
import { useKept } from '../../hooks/use-kept.ts'
import { useSession } from '../../hooks/use-session.ts'
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, type Language } from '../../i18n/index.ts'
import { Face } from '../../ui/Face.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import { type AccountAction, AccountItems } from '../account/AccountItems.tsx'
import { CredentialsDialog } from '../account/CredentialsDialog.tsx'
import { HandoverDialog } from '../account/HandoverDialog.tsx'
import { KeptDialog, type KeptDialogProps } from '../kept/KeptDialog.tsx'
import { SignOutDialog } from './SignOutDialog.tsx'
import { chooseTheme, storedTheme, THEMES } from './theme.ts'

/**
 * Who I am, here and elsewhere, in which language and light; signing out. Without a `user` it offers language and light,
 * and to sign in.
 */
export function PreferencesMenu(props: {
  user?: UserInfo | undefined
  /** The document one is in. */
  document?: KeptDialogProps['document']
}) {
  const { user, document } = props
  const { t, i18n } = useTranslation(['app', 'account', 'kept'])
  const session = useSession().data
  const navigate = useNavigate()
  const [doing, setDoing] = useState<AccountAction | undefined>(undefined)
  const [theme, setTheme] = useState(storedTheme)
  const [leaving, setLeaving] = useState(false)
  const [keeping, setKeeping] = useState(false)
  const kept = useKept().length + useDisplaced(document?.id).length
  const trigger = user ? (
    <IconButton label={t('preferences.openAs', { name: user.name })} tooltip={false}>
      <Face {...faceOf(user)} decorative />
    </IconButton>
  ) : (
    <IconButton label={t('preferences.open')} tooltip={false}>
      <SlidersHorizontal size={18} />
    </IconButton>
  )
  return (
    <>
      <Menu trigger={trigger}>
        {user ? (
          <>
            <div className="flex items-center gap-2.5 px-2 py-2">
              <Face {...faceOf(user)} size="medium" decorative />
              <span className="grid min-w-0 leading-snug">
                <strong className="truncate font-semibold">{user.name}</strong>
                <span className="truncate text-[12.5px] text-ink-3">
                  {session?.email || t('account:guest')}
                </span>
              </span>
            </div>
            <MenuSeparator />
            <AccountItems kept={Boolean(session?.email)} onSelect={setDoing} />
            <MenuSeparator />
          </>
        ) : null}
        <MenuChoice
          label={t('preferences.language')}
          value={i18n.language as Language}
          onChange={chooseLanguage}
          options={LANGUAGES.map((language) => ({
            value: language,
            label: LANGUAGE_NAMES[language],
            lang: language,
          }))}
        />
        <MenuChoice
          label={t('preferences.theme')}
          value={theme}
          onChange={(next) => {
            chooseTheme(next)
            setTheme(next)
          }}
          options={THEMES.map((value) => ({ value, label: t(`preferences.themes.${value}`) }))}
        />
        <MenuSeparator />
        {user ? (
          <>
            {kept > 0 ? (
              <MenuItem icon={<Archive size={15} />} onSelect={() => setKeeping(true)}>
                {t('kept:open', { count: kept })}
              </MenuItem>
            ) : null}
            <MenuItem icon={<LogOut size={15} />} onSelect={() => setLeaving(true)}>
              {t('preferences.signOut')}
            </MenuItem>
          </>
        ) : (
          <MenuItem icon={<LogIn size={15} />} onSelect={() => navigate('/sign-in')}>
            {t('account:signIn.submit')}
          </MenuItem>
        )}
      </Menu>
      {user ? (
        <HandoverDialog
          name={user.name}
          documentId={document?.id}
          open={doing === 'handover'}
          onOpenChange={(open) => !open && setDoing(undefined)}
        />
      ) : null}
      {session && doing === 'credentials' ? (
        <CredentialsDialog session={session} onClose={() => setDoing(undefined)} />
      ) : null}
      {user ? <KeptDialog open={keeping} onOpenChange={setKeeping} document={document} /> : null}
      {user ? <SignOutDialog user={user} open={leaving} onOpenChange={setLeaving} /> : null}
    </>
  )
}
