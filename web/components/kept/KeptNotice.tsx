import { Archive } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKept } from '../../hooks/use-kept.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { KeptDialog } from './KeptDialog.tsx'

/** On the list of documents: something is kept, also of documents that are in the list no more. */
export function KeptNotice() {
  const { t } = useTranslation('kept')
  const [open, setOpen] = useState(false)
  const count = useKept().length
  return (
    <>
      {count > 0 ? (
        <Banner
          className="my-4"
          icon={<Archive size={17} />}
          action={
            <Button size="small" onClick={() => setOpen(true)}>
              {t('look')}
            </Button>
          }
        >
          {t('notice', { count })}
        </Banner>
      ) : null}
      <KeptDialog open={open} onOpenChange={setOpen} />
    </>
  )
}
