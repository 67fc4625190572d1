import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionInfo } from '../../../shared/api.ts'
import { useSignIn } from '../../hooks/use-account.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { BecomeOther } from './BecomeOther.tsx'

/** E-mail and password, as password managers know them. */
export function SignInForm(props: { session: SessionInfo | null; onSignedIn: () => void }) {
  const { session, onSignedIn } = props
  const { t, i18n } = useTranslation(['account', 'app'])
  const signIn = useSignIn()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const emailField = useRef<HTMLInputElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState<'email' | 'password' | undefined>(undefined)

  const ask = (replace: boolean) =>
    signIn.mutate(
      { email: email.trim(), password, ...(replace ? { replace } : {}) },
      { onSuccess: onSignedIn, onError: () => passwordField.current?.select() },
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (signIn.isPending) return
    const lacks = email.trim() === '' ? 'email' : password === '' ? 'password' : undefined
    setMissing(lacks)
    if (lacks === undefined) ask(false)
    else (lacks === 'email' ? emailField : passwordField).current?.focus()
  }
  const change = (set: (value: string) => void) => (value: string) => {
    set(value)
    setMissing(undefined)
    if (signIn.isError) signIn.reset()
  }
  const asks = signIn.error?.code === 'signed-in-as-other'
  if (session && (asks || (signIn.isPending && signIn.variables.replace)))
    return (
      <BecomeOther
        session={session}
        busy={signIn.isPending}
        question={t('other.signIn', { name: session.user.name, email: email.trim() })}
        onBecome={() => ask(true)}
        onStay={() => signIn.reset()}
        stayLabel={t('other.back')}
      />
    )
  return (
    <form className="grid gap-4" onSubmit={submit} noValidate>
      <TextField
        ref={emailField}
        label={t('email')}
        error={missing === 'email' ? t('emailMissing') : undefined}
        type="email"
        name="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        value={email}
        onChange={change(setEmail)}
        autoFocus
      />
      <PasswordField
        ref={passwordField}
        showLabel={t('password.show')}
        hideLabelText={t('password.hide')}
        label={t('password.password')}
        error={missing === 'password' ? t('password.missing') : undefined}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={change(setPassword)}
      />
      {signIn.isError ? <Banner tone="danger">{problemText(t, signIn.error, i18n.language)}</Banner> : null}
      <Button type="submit" variant="primary" size="large" busy={signIn.isPending}>
        {t('signIn.submit')}
      </Button>
    </form>
  )
}
