import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserInfo } from '../../../shared/api.ts'
import { faceOf } from '../../../shared/face.ts'
import { checkName } from '../../../shared/names.ts'
import { useJoin } from '../../hooks/use-session.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Face } from '../../ui/Face.tsx'
import { TextField } from '../../ui/TextField.tsx'

export interface JoinFormProps {
  token: string
  /** Who is signed in here already, and so joins under that name. */
  user: UserInfo | undefined
  onJoined: (documentId: string) => void
  onOtherLink: () => void
}

/** Asks for a name, or for a nod. A name is checked here by the server's own rule before it is sent. */
export function JoinForm({ token, user, onJoined, onOtherLink }: JoinFormProps) {
  const { t, i18n } = useTranslation('app')
  const join = useJoin()
  const [name, setName] = useState('')
  const [nameProblem, setNameProblem] = useState<string | undefined>(undefined)
  const field = useRef<HTMLInputElement>(null)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (join.isPending) return
    const checked = checkName(user?.name ?? name)
    if (!checked.ok) {
      setNameProblem(problemText(t, { code: checked.problem }, i18n.language))
      field.current?.focus()
      return
    }
    join.mutate(
      { invite: token, name: checked.name },
      { onSuccess: (joined) => onJoined(joined.document.id) },
    )
  }
  const changeName = (next: string) => {
    setName(next)
    setNameProblem(undefined)
    if (join.isError) join.reset()
  }

  return (
    <form className="grid gap-4" onSubmit={submit} noValidate>
      {user ? (
        <p className="flex items-center gap-3 rounded-lg bg-line-2 px-4 py-3">
          <Face {...faceOf(user)} decorative />
          <span className="min-w-0">{t('join.signedInAs', { name: user.name })}</span>
        </p>
      ) : (
        <TextField
          ref={field}
          label={t('join.name')}
          hint={t('join.nameHint')}
          error={nameProblem}
          placeholder={t('join.namePlaceholder')}
          value={name}
          onChange={changeName}
          autoComplete="nickname"
          autoFocus
        />
      )}
      {join.isError ? (
        <Banner
          tone="danger"
          action={
            <Button size="small" variant="plain" onClick={onOtherLink}>
              {t('join.otherLink')}
            </Button>
          }
        >
          {problemText(t, join.error, i18n.language)}
        </Banner>
      ) : null}
      <Button type="submit" variant="primary" size="large" busy={join.isPending}>
        {user ? t('join.continueAs', { name: user.name }) : t('join.submit')}
      </Button>
    </form>
  )
}
