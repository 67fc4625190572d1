import { Copy } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../../shared/roles.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useToast } from '../../ui/Toast.tsx'
import { copyText } from './copy-text.ts'
import { QrCode } from './QrCode.tsx'

/** A fresh link, shown this once (the server keeps only its hash): to copy and to scan, at each address there is. */
export function InviteLink({ urls, role }: { urls: readonly string[]; role: Role }) {
  const { t } = useTranslation('app')
  const showToast = useToast()
  const field = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState(urls[0] ?? '')
  const copy = async () => {
    const copied = await copyText(chosen, field.current)
    showToast({ message: t(copied ? 'share.copied' : 'share.copyFailed') })
  }
  return (
    <div className="invite-link">
      <QrCode text={chosen} label={t('share.qr')} />
      <div className="grid min-w-0 content-center gap-3">
        {urls.length > 1 ? (
          <Select
            label={t('share.addresses')}
            value={chosen}
            onChange={setChosen}
            options={urls.map((url) => ({ value: url, label: new URL(url).host }))}
          />
        ) : null}
        <div className="flex items-end gap-2">
          <TextField
            ref={field}
            className="flex-1"
            label={t('share.linkLabel')}
            value={chosen}
            onChange={() => {}}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button
            variant="primary"
            className="invite-copy"
            icon={<Copy size={15} />}
            onClick={() => void copy()}
          >
            {t('share.copy')}
          </Button>
        </div>
        <div>
          <p className="ui-hint">{t('share.linkRole', { role: t(`roles.${role}`) })}</p>
          <p className="ui-hint">{t('share.linkOnce')}</p>
        </div>
      </div>
    </div>
  )
}
