import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RestorePointInfo } from '../../../../shared/api.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useRestore, useRestorePoints } from '../../../hooks/use-restore-points.ts'
import { useSeen } from '../../../hooks/use-seen.ts'
import { problemText } from '../../../i18n/problem-text.ts'
import { AlertDialog } from '../../../ui/AlertDialog.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useToast } from '../../../ui/Toast.tsx'
import { usePage, usePageParts } from '../state/page-context.tsx'
import { RestorePointList } from './RestorePointList.tsx'
import { RestorePreview } from './RestorePreview.tsx'

/** Texts from before a mass deletion: which there are, what stood there, and a way back that takes nothing from anybody. */
export function RestoreDialog() {
  const { t } = useTranslation(['care', 'app'])
  const { page } = usePageParts()
  const open = usePage((value) => value.restoring)
  const close = () => page.set({ restoring: false })
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={t('restore.title')}
      closeLabel={t('app:close')}
      width="wide"
    >
      {open ? <Points onDone={close} /> : null}
    </Dialog>
  )
}

function Points({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useTranslation(['care', 'app'])
  const { info } = useDocument()
  const points = useRestorePoints(info.id, true)
  const [chosenId, choose] = useState<string | undefined>(undefined)
  const chosen = points.data?.find((point) => point.id === chosenId) ?? points.data?.[0]
  if (points.isPending) return <Skeleton widths={[50, 62, 100, 100, 80]} />
  if (!points.data)
    return (
      <Banner
        tone="warn"
        action={
          <Button size="small" onClick={() => void points.refetch()}>
            {t('app:retry')}
          </Button>
        }
      >
        {problemText(t, points.error, i18n.language)}
      </Banner>
    )
  if (!chosen)
    return (
      <div className="restore-empty">
        <p>{t('restore.none')}</p>
        <p className="ui-hint">{t('restore.noneHint')}</p>
      </div>
    )
  return (
    <div className="grid gap-4">
      {points.data.length > 1 ? (
        <RestorePointList points={points.data} chosen={chosen.id} onChoose={choose} />
      ) : null}
      <RestorePreview key={chosen.id} point={chosen} facts={points.data.length === 1} />
      <RestoreButton point={chosen} onDone={onDone} />
    </div>
  )
}

function RestoreButton({ point, onDone }: { point: RestorePointInfo; onDone: () => void }) {
  const { t, i18n } = useTranslation(['care', 'app'])
  const { info, user } = useDocument()
  const restore = useRestore(info.id)
  const [, see] = useSeen(`restore-point/${user.id}/${info.id}`)
  const [asking, setAsking] = useState(false)
  const showToast = useToast()
  const confirm = () =>
    restore.mutate(point.id, {
      onSuccess: () => {
        see(point.id)
        showToast({ message: t('restore.done') })
        onDone()
      },
      onError: (problem) => {
        setAsking(false)
        showToast({ message: problemText(t, problem, i18n.language), tone: 'danger' })
      },
    })
  return (
    <div className="restore-foot">
      <p className="ui-hint min-w-0 flex-1">{t('restore.hint')}</p>
      <Button variant="primary" onClick={() => setAsking(true)}>
        {t('restore.restore')}
      </Button>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('restore.askTitle')}
        description={t('restore.ask')}
        cancelLabel={t('app:cancel')}
        confirmLabel={t('restore.restore')}
        busy={restore.isPending}
        onConfirm={confirm}
      />
    </div>
  )
}
