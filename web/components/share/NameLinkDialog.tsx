import { useTranslation } from 'react-i18next'
import type { UserInfo } from '../../../shared/api.ts'
import { faceOf } from '../../../shared/face.ts'
import { useNameLink } from '../../hooks/use-members.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Face } from '../../ui/Face.tsx'
import { LinkCard } from './LinkCard.tsx'
import { linksOf } from './links-of.ts'

/**
 * For a guest who lost the browser that knew them: a link that makes another one theirs. It is as good as being them,
 * so it says so before it is made, and is recorded.
 */
export function NameLinkDialog(props: { documentId: string; person: UserInfo; onClose: () => void }) {
  const { documentId, person, onClose } = props
  const { t, i18n } = useTranslation('app')
  const make = useNameLink(documentId)
  const { name } = person
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('share.nameLinkTitle', { name })}
      closeLabel={t('close')}
      footer={
        make.data ? (
          <Button variant="primary" onClick={onClose}>
            {t('done')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('cancel')}</Button>
            <Button variant="primary" busy={make.isPending} onClick={() => make.mutate(person.id)}>
              {t('share.nameLinkMake')}
            </Button>
          </>
        )
      }
    >
      <div className="grid gap-4">
        {make.data ? (
          <LinkCard
            urls={linksOf(make.data, documentId)}
            label={t('share.nameLinkLabel')}
            qrLabel={t('share.nameLinkQr', { name })}
          >
            <p className="ui-hint">{t('share.nameLinkOnly', { name })}</p>
          </LinkCard>
        ) : (
          <>
            <p className="flex items-start gap-3 text-ink-2">
              <Face {...faceOf(person)} decorative />
              <span className="min-w-0 leading-relaxed">{t('share.nameLinkWhat', { name })}</span>
            </p>
            <Banner tone="warn">{t('share.nameLinkCare', { name })}</Banner>
          </>
        )}
        {make.isError ? <Banner tone="danger">{problemText(t, make.error, i18n.language)}</Banner> : null}
      </div>
    </Dialog>
  )
}
