import { RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { registerServiceWorker } from './service-worker.ts'

/** Says quietly that a new version waits; nobody is reloaded while writing. */
export function UpdateBanner() {
  const { t } = useTranslation()
  const [apply, setApply] = useState<(() => void) | undefined>(undefined)
  useEffect(() => registerServiceWorker((next) => setApply(() => next)), [])
  if (!apply) return null
  return (
    <div className="no-print fixed inset-x-4 bottom-4 z-50 mx-auto max-w-md">
      <Banner
        icon={<RefreshCw size={17} />}
        action={
          <Button size="small" variant="primary" onClick={apply}>
            {t('reload')}
          </Button>
        }
        dismissLabel={t('close')}
        onDismiss={() => setApply(undefined)}
      >
        {t('update.ready')}
      </Banner>
    </div>
  )
}
