import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { inviteTokenIn } from './invite-token.ts'

/** For those who come without a link in the address: paste one. */
export function InviteLinkForm({ onToken }: { onToken: (token: string) => void }) {
  const { t } = useTranslation('app')
  const [link, setLink] = useState('')
  const [wrong, setWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const token = inviteTokenIn(link)
    if (token) onToken(token)
    else setWrong(true)
  }
  return (
    <form className="grid gap-4" onSubmit={submit} noValidate>
      <TextField
        label={t('join.link')}
        hint={t('join.linkHint')}
        error={wrong ? t('join.linkWrong') : undefined}
        placeholder={t('join.linkPlaceholder')}
        value={link}
        onChange={(next) => {
          setLink(next)
          setWrong(false)
        }}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        inputMode="url"
      />
      <Button type="submit" variant="primary" size="large">
        {t('join.openLink')}
      </Button>
    </form>
  )
}
