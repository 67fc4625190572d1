import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useDisplaced } from '../../hooks/use-displaced.ts'
import { useKept } from '../../hooks/use-kept.ts'
import { itemAsJson, type KeptItem } from '../../stores/kept-for-you.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { DisplacedList, type DisplacedListProps } from './DisplacedList.tsx'
import { download } from './download.ts'
import { KeptDocument } from './KeptDocument.tsx'
import { itemsAsText } from './kept-words.ts'

export interface KeptDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The document one is in: it comes first, with what the server has kept of its text. */
  document?: DisplacedListProps['document'] | undefined
}

/** Kept for you: what the server has not taken, by document, and everything that can be done with it. */
export function KeptDialog({ open, onOpenChange, document }: KeptDialogProps) {
  const { t } = useTranslation(['kept', 'app'])
  const items = useKept()
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('title')}
      // Displaced text is on the server, and its list says so.
      description={items.length > 0 ? t('description') : undefined}
      closeLabel={t('app:close')}
      width="wide"
      footer={items.length > 0 ? <DownloadAll items={items} /> : undefined}
    >
      {open ? <Content items={items} document={document} /> : null}
    </Dialog>
  )
}

function Content({ items, document }: { items: readonly KeptItem[] } & Pick<KeptDialogProps, 'document'>) {
  const { t } = useTranslation('kept')
  const displaced = useDisplaced(document?.id).length
  const groups = [...Map.groupBy(items, (item) => item.documentId)].sort(
    ([a], [b]) => Number(b === document?.id) - Number(a === document?.id),
  )
  return (
    <div className="kept">
      {groups.map(([id, list]) => (
        <KeptDocument key={id} documentId={id} items={list} />
      ))}
      {document ? <DisplacedList document={document} /> : null}
      {items.length + displaced === 0 ? <p className="kept-empty">{t('nothing')}</p> : null}
    </div>
  )
}

function DownloadAll({ items }: { items: readonly KeptItem[] }) {
  const { t, i18n } = useTranslation(['kept', 'app'])
  return (
    <Menu
      align="start"
      trigger={<Button icon={<Download size={15} aria-hidden="true" />}>{t('downloadAll')}</Button>}
    >
      <MenuItem onSelect={() => download('hezhu.txt', 'text/plain', itemsAsText(items, t, i18n.language))}>
        {t('asText')}
      </MenuItem>
      <MenuItem
        onSelect={() =>
          download('hezhu.json', 'application/json', JSON.stringify(items.map(itemAsJson), null, 2))
        }
      >
        {t('asData')}
      </MenuItem>
    </Menu>
  )
}
