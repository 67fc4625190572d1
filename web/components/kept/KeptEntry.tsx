import { Copy, Download, RotateCw, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSendAgain, useThrowAway } from '../../hooks/use-kept.ts'
import { fullTime, timeAgo } from '../../i18n/time.ts'
import { itemAsJson, type KeptItem, type KeptRecord } from '../../stores/kept-for-you.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { useToast } from '../../ui/Toast.tsx'
import { download } from './download.ts'
import { KeptTexts } from './KeptTexts.tsx'
import { type BlockNumbers, itemAsText, reasonWords, recordWords } from './kept-words.ts'
import { useCopy } from './use-copy.ts'

/** One thing that was not taken: what it is, why, and what can be done with it. */
export function KeptEntry({ item, numbers }: { item: KeptItem; numbers: BlockNumbers }) {
  const { t, i18n } = useTranslation(['kept', 'app'])
  const entry = useRef<HTMLLIElement>(null)
  const copy = useCopy()
  const throwAway = useThrowAway()
  const showToast = useToast()
  const text = () => itemAsText(item, t, numbers, i18n.language)
  const failed = () => showToast({ message: t('notChanged'), tone: 'danger' })
  const discard = () =>
    // Not mutate's own callbacks: by then this entry is gone.
    void throwAway.mutateAsync(item).then(
      (undo) =>
        showToast({
          message: t('thrownAway'),
          action: { label: t('undo'), onClick: () => void undo().catch(failed) },
        }),
      failed,
    )
  return (
    <li ref={entry} className="kept-entry">
      {item.kind === 'record' ? (
        <Record item={item} numbers={numbers} />
      ) : (
        <KeptTexts texts={item.texts} numbers={numbers} />
      )}
      <p className="kept-why">
        {item.waiting ? t('waiting') : reasonWords(item, t)}{' '}
        <time dateTime={new Date(item.at).toISOString()} title={fullTime(item.at, i18n.language)}>
          {timeAgo(item.at, Date.now(), i18n.language)}
        </time>
      </p>
      <div className="kept-actions">
        <Button
          size="small"
          icon={<Copy size={14} aria-hidden="true" />}
          onClick={() => copy(text(), entry.current)}
        >
          {t('copy')}
        </Button>
        {item.kind === 'record' ? <Again item={item} /> : null}
        <Menu
          align="start"
          trigger={
            <IconButton label={t('download')} size="small">
              <Download size={15} />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => download('hezhu.txt', 'text/plain', text())}>{t('asText')}</MenuItem>
          <MenuItem
            onSelect={() =>
              download('hezhu.json', 'application/json', JSON.stringify(itemAsJson(item), null, 2))
            }
          >
            {t('asData')}
          </MenuItem>
        </Menu>
        <IconButton label={t('throwAway')} size="small" onClick={discard}>
          <Trash2 size={15} />
        </IconButton>
      </div>
    </li>
  )
}

function Record({ item, numbers }: { item: KeptRecord; numbers: BlockNumbers }) {
  const { t } = useTranslation(['kept', 'app'])
  const { what, quote, says } = recordWords(item, t, numbers)
  return (
    <>
      <p className="kept-what">{what}</p>
      {quote ? (
        <p className="kept-quote">
          <q>{quote}</q>
        </p>
      ) : null}
      {says ? <p className="kept-says">{says}</p> : null}
    </>
  )
}

/** Sends it once more, and says what came of it. */
function Again({ item }: { item: KeptRecord }) {
  const { t } = useTranslation('kept')
  const again = useSendAgain()
  const showToast = useToast()
  const send = () =>
    void again.mutateAsync(item).then((outcome) => {
      if (outcome === 'sent') showToast({ message: t('sent') })
      else if (outcome === 'offline') showToast({ message: t('notReached'), tone: 'danger' })
      else showToast({ message: t('notTaken', { reason: reasonWords(outcome, t) }), tone: 'danger' })
    })
  return (
    <Button
      size="small"
      icon={<RotateCw size={14} aria-hidden="true" />}
      busy={again.isPending}
      onClick={send}
    >
      {t('again')}
    </Button>
  )
}
