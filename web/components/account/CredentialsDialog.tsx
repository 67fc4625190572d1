import { createRef, type FormEvent, useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionInfo } from '../../../shared/api.ts'
import { LIMITS } from '../../../shared/limits.ts'
import { useSaveCredentials } from '../../hooks/use-account.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useToast } from '../../ui/Toast.tsx'
import { type AccountField, accountProblem } from './account-problem.ts'

/**
 * "Keep my name": an e-mail and a password, in place, for the person one already is. Whoever has them changes them here,
 * with the current password.
 */
export function CredentialsDialog(props: { session: SessionInfo; onClose: () => void }) {
  const { session, onClose } = props
  const { t, i18n } = useTranslation(['account', 'app'])
  const save = useSaveCredentials()
  const showToast = useToast()
  const formId = useId()
  const known = session.email || null
  const [email, setEmail] = useState(known ?? '')
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [fields] = useState({
    email: createRef<HTMLInputElement>(),
    currentPassword: createRef<HTMLInputElement>(),
    password: createRef<HTMLInputElement>(),
  })
  const problem = accountProblem(t, save.error, i18n.language)
  const wrong = (field: AccountField) => (problem?.field === field ? problem.text : undefined)
  const incomplete = email.trim() === '' || password === '' || (known !== null && current === '')

  // Whoever is told that something is wrong is where it can be put right.
  const wrongField = problem?.field
  useEffect(() => {
    if (wrongField) fields[wrongField].current?.focus()
  }, [wrongField, fields])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (incomplete || save.isPending) return
    save.mutate(
      { email: email.trim(), password, ...(known === null ? {} : { currentPassword: current }) },
      {
        onSuccess: () => {
          showToast({
            message: known === null ? t('keep.done', { name: session.user.name }) : t('keep.changed'),
          })
          onClose()
        },
      },
    )
  }
  const change = (set: (value: string) => void) => (value: string) => {
    set(value)
    if (save.isError) save.reset()
  }
  const words = { showLabel: t('password.show'), hideLabelText: t('password.hide') }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(known === null ? 'keep.title' : 'keep.titleKept')}
      description={
        known === null
          ? t('keep.what', { name: session.user.name })
          : t('keep.whatKept', { name: session.user.name, email: known })
      }
      closeLabel={t('app:close')}
      width="narrow"
      initialFocus={known === null ? fields.email : fields.currentPassword}
      footer={
        <>
          <Button onClick={onClose}>{t('app:cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={save.isPending} disabled={incomplete}>
            {t(known === null ? 'keep.submit' : 'app:save')}
          </Button>
        </>
      }
    >
      <form id={formId} className="grid gap-4" onSubmit={submit} noValidate>
        <TextField
          ref={fields.email}
          label={t('email')}
          hint={known === null ? t('keep.emailHint') : undefined}
          error={wrong('email')}
          type="email"
          name="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          value={email}
          onChange={change(setEmail)}
        />
        {known === null ? null : (
          <PasswordField
            {...words}
            ref={fields.currentPassword}
            label={t('password.current')}
            error={wrong('currentPassword')}
            name="current-password"
            autoComplete="current-password"
            value={current}
            onChange={change(setCurrent)}
          />
        )}
        <PasswordField
          {...words}
          ref={fields.password}
          label={t(known === null ? 'password.choose' : 'password.new')}
          hint={t('password.hint', { min: LIMITS.passwordMinChars })}
          error={wrong('password')}
          name="new-password"
          autoComplete="new-password"
          value={password}
          onChange={change(setPassword)}
        />
        {problem && problem.field === undefined ? <Banner tone="danger">{problem.text}</Banner> : null}
      </form>
    </Dialog>
  )
}
