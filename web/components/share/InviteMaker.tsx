import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ROLES, type Role } from '../../../shared/roles.ts'
import { useCreateInvite } from '../../hooks/use-invites.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { LinkCard } from './LinkCard.tsx'
import { linksOf } from './links-of.ts'

const HOURS = ['24', '168', '720', '8760'] as const
const USES = ['1', '10', '100', '1000'] as const

/** Chooses role, time and number, and makes a link. What most want is chosen already. */
export function InviteMaker({ documentId }: { documentId: string }) {
  const { t, i18n } = useTranslation('app')
  const create = useCreateInvite(documentId)
  const [role, setRole] = useState<Role>('annotator')
  const [hours, setHours] = useState<(typeof HOURS)[number]>('168')
  const [uses, setUses] = useState<(typeof USES)[number]>('100')
  const make = () => create.mutate({ role, expiresInHours: Number(hours), maxUses: Number(uses) })
  const number = new Intl.NumberFormat(i18n.language)
  return (
    <section className="grid gap-4">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-[1.4fr_1fr_1fr]">
        <Select
          className="max-sm:col-span-2"
          label={t('share.role')}
          value={role}
          onChange={setRole}
          options={ROLES.map((value) => ({
            value,
            label: t(`roles.${value}`),
            hint: t(`roleHints.${value}`),
          }))}
        />
        <Select
          label={t('share.expires')}
          value={hours}
          onChange={setHours}
          options={HOURS.map((value) => ({ value, label: t(`share.expiresIn.${value}`) }))}
        />
        <Select
          label={t('share.maxUses')}
          value={uses}
          onChange={setUses}
          options={USES.map((value) => ({
            value,
            label: t('share.uses', { count: Number(value), number: number.format(Number(value)) }),
          }))}
        />
      </div>
      <p className="ui-hint -mt-2">{t(`roleHints.${role}`)}</p>
      {create.isError ? <Banner tone="danger">{problemText(t, create.error, i18n.language)}</Banner> : null}
      {create.data ? (
        <LinkCard
          key={create.data.id}
          urls={linksOf(create.data)}
          label={t('share.linkLabel')}
          qrLabel={t('share.qr')}
        >
          <p className="ui-hint">
            {t('share.linkRole', { role: t(`roles.${create.variables?.role ?? role}`) })}
          </p>
          <p className="ui-hint">{t('share.linkOnce')}</p>
        </LinkCard>
      ) : null}
      <Button
        variant={create.data ? 'outline' : 'primary'}
        className="justify-self-start"
        busy={create.isPending}
        onClick={make}
      >
        {t(create.data ? 'share.another' : 'share.create')}
      </Button>
    </section>
  )
}
