import { Copy, RotateCw, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Displaced } from '../../../shared/api.ts'
import { useBlockNumbers } from '../../hooks/use-block-numbers.ts'
import { useDismissDisplaced, useDisplaced, useInsertAgain } from '../../hooks/use-displaced.ts'
import { fullTime, timeAgo } from '../../i18n/time.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useToast } from '../../ui/Toast.tsx'
import { reasonWords } from './kept-words.ts'
import { useCopy } from './use-copy.ts'

export interface DisplacedListProps {
  document: { id: string; epoch: string; title: string }
}

/** Text of one's own that a change of somebody else has swallowed, in the document one is in. */
export function DisplacedList({ document }: DisplacedListProps) {
  const { t } = useTranslation('kept')
  const displaced = useDisplaced(document.id)
  if (displaced.length === 0) return null
  return (
    <section className="kept-document">
      <h3 className="kept-title">{t('displaced.title')}</h3>
      <p className="kept-why">{t('displaced.hint')}</p>
      <ul className="kept-list">
        {displaced.map((one) => (
          <Entry key={one.id} one={one} document={document} />
        ))}
      </ul>
    </section>
  )
}

function Entry({ one, document }: DisplacedListProps & { one: Displaced }) {
  const { t, i18n } = useTranslation('kept')
  const entry = useRef<HTMLLIElement>(null)
  const number = useBlockNumbers(document.id).get(one.place)
  const copy = useCopy()
  const dismiss = useDismissDisplaced(document.id)
  const insert = useInsertAgain(document)
  const showToast = useToast()
  const again = () =>
    insert.mutate(one, {
      onSuccess: (outcome) => {
        if (outcome === 'sent') {
          showToast({ message: t('sent') })
          dismiss.mutate(one.id)
        } else if (outcome === 'offline') showToast({ message: t('notReached'), tone: 'danger' })
        else showToast({ message: t('notTaken', { reason: reasonWords(outcome, t) }), tone: 'danger' })
      },
    })
  const what = one.kind === 'record' ? 'what.record' : number === undefined ? 'what.text' : 'what.textOf'
  return (
    <li ref={entry} className="kept-entry">
      <p className="kept-what">{t(what, { number })}</p>
      <p className="kept-says">{one.text}</p>
      <p className="kept-why">
        <time dateTime={one.at} title={fullTime(one.at, i18n.language)}>
          {timeAgo(one.at, Date.now(), i18n.language)}
        </time>
      </p>
      <div className="kept-actions">
        <Button
          size="small"
          icon={<Copy size={14} aria-hidden="true" />}
          onClick={() => copy(one.text, entry.current)}
        >
          {t('copy')}
        </Button>
        {one.kind === 'record' && one.value !== undefined ? (
          <Button
            size="small"
            icon={<RotateCw size={14} aria-hidden="true" />}
            busy={insert.isPending}
            onClick={again}
          >
            {t('displaced.again')}
          </Button>
        ) : null}
        <IconButton label={t('throwAway')} size="small" onClick={() => dismiss.mutate(one.id)}>
          <Trash2 size={15} />
        </IconButton>
      </div>
    </li>
  )
}
