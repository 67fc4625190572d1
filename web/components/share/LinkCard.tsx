import { Copy } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useToast } from '../../ui/Toast.tsx'
import { copyText } from './copy-text.ts'
import { QrCode } from './QrCode.tsx'
import { reachableFirst } from './reachable.ts'

export interface LinkCardProps {
  /** The link at each address there is. */
  urls: readonly string[]
  label: string
  /** What the code leads to, read aloud. */
  qrLabel: string
  /** What whoever gets it has to know. */
  children: ReactNode
  /** The code large and above, for what is meant to be scanned. */
  toScan?: boolean
  /** Laid over the code when it leads nowhere any more. */
  over?: ReactNode
}

/** A fresh link, shown this once (the server keeps only its hash): to copy and to scan, at each address there is. */
export function LinkCard(props: LinkCardProps) {
  const { urls, label, qrLabel, children, toScan = false, over } = props
  const { t } = useTranslation('app')
  const showToast = useToast()
  const field = useRef<HTMLInputElement>(null)
  const reachable = reachableFirst(urls)
  const [wanted, setWanted] = useState<string | undefined>(undefined)
  const chosen = reachable.find((url) => hostOf(url) === wanted) ?? reachable[0] ?? ''
  const copy = async () => {
    const copied = await copyText(chosen, field.current)
    showToast({ message: t(copied ? 'share.copied' : 'share.copyFailed') })
  }
  return (
    <div className={toScan ? 'link-card link-card-scan' : 'link-card'}>
      <div className="link-code">
        <QrCode text={chosen} label={qrLabel} />
        {over ? <div className="link-over">{over}</div> : null}
      </div>
      <div className="grid min-w-0 content-center gap-3">
        {reachable.length > 1 ? (
          <Select
            label={t('share.addresses')}
            value={hostOf(chosen)}
            onChange={setWanted}
            options={reachable.map((url) => ({ value: hostOf(url), label: hostOf(url) }))}
          />
        ) : null}
        <div className="flex items-end gap-2">
          <TextField
            ref={field}
            className="flex-1"
            label={label}
            value={chosen}
            onChange={() => {}}
            readOnly
            disabled={Boolean(over)}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button
            variant="primary"
            className="link-copy"
            icon={<Copy size={15} />}
            disabled={Boolean(over)}
            onClick={() => void copy()}
          >
            {t('share.copy')}
          </Button>
        </div>
        <div className="grid gap-1">{children}</div>
      </div>
    </div>
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
