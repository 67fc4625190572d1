import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { textOfBody } from '../../../../shared/annotation.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { lookOf, type PlacedThread } from '../state/notes.ts'
import { useTags } from '../state/page-context.tsx'
import { isBareTag } from '../state/thread-filter.ts'
import { quoteOf } from '../tags/tagging.ts'
import { AnchorSign, ChangedQuote } from './AnchorSign.tsx'
import { Note } from './Note.tsx'
import { usePerson } from './NoteHead.tsx'
import { NoteTags } from './NoteTags.tsx'
import { ThreadTalk } from './ThreadTalk.tsx'

export interface CardProps {
  placed: PlacedThread
  active: boolean
  hovered: boolean
  /** Others wrote in it and it hasn't been looked at. */
  fresh: boolean
  /** Brings the passage into view. */
  onShow: () => void
}

/** One thread as drawn: the note, and, when it is the active one, the talk below it. */
export const Card = memo(function Card({ placed, active, hovered, fresh, onShow }: CardProps) {
  const { t } = useTranslation('document')
  const { thread, anchor } = placed
  const { root } = thread
  const person = usePerson(root.creator)
  const look = lookOf(thread, useTags())
  const quote = anchor.state === 'orphan' ? anchor.was : quoteOf(root.target[0])
  const slim = isBareTag(thread) && !active
  const names = ['card', `pigment-${look.pigment}`]
  if (active) names.push('card-active')
  if (hovered) names.push('card-hovered')
  if (look.faint) names.push('card-settled')
  if (slim) names.push('card-slim')
  const signs = (
    <>
      {fresh ? <Badge tone="accent">{t('fresh')}</Badge> : null}
      {thread.status === 'resolved' ? <Badge tone="ok">{t('status.resolved')}</Badge> : null}
      <AnchorSign anchor={anchor} />
    </>
  )
  return (
    <article
      className={names.join(' ')}
      aria-label={t('card.label', {
        name: person.name,
        motivation: t(`motivation.${root.motivation}`),
        quote: quote || t('wholeBlock'),
      })}
    >
      {slim ? (
        <>
          <span className="slim-by" title={person.name}>
            {person.name}
          </span>
          <NoteTags annotation={root} editable={false} />
          <span className="slim-quote">{quote || t('wholeBlock')}</span>
          <span className="note-signs">
            {root.pending ? <Badge tone="warn">{t('notSent')}</Badge> : null}
            {signs}
          </span>
        </>
      ) : (
        <>
          {root.deleted ? (
            <>
              <p className="note-deleted">
                {t('card.deleted')} {signs}
              </p>
              <About placed={placed} quote={quote} active={active} onShow={onShow} />
            </>
          ) : (
            <Note
              annotation={root}
              open={active}
              signs={signs}
              about={<About placed={placed} quote={quote} active={active} onShow={onShow} />}
            />
          )}
          {active ? <ThreadTalk thread={thread} anchor={anchor} /> : <CardFoot placed={placed} />}
        </>
      )}
    </article>
  )
})

/** What the note is about. Where the text has changed since, both versions. */
function About(props: { placed: PlacedThread; quote: string; active: boolean; onShow: () => void }) {
  const { placed, quote, active, onShow } = props
  const { t } = useTranslation('document')
  const { anchor } = placed
  if (anchor.state === 'changed') return <ChangedQuote was={anchor.was} now={anchor.now} />
  if (anchor.state === 'orphan')
    return (
      <p className="card-quote">
        <q>{quote}</q>
      </p>
    )
  return (
    <button
      type="button"
      className={quote ? 'card-quote' : 'card-quote card-whole'}
      title={t('card.show')}
      tabIndex={active ? 0 : -1}
      onClick={onShow}
    >
      {quote ? <q>{quote}</q> : t('wholeBlock')}
    </button>
  )
}

/** The replies as a number and the last one's beginning, until the card is opened. */
function CardFoot({ placed }: { placed: PlacedThread }) {
  const { t } = useTranslation('document')
  const { replies } = placed.thread
  const last = replies.at(-1)
  if (!last) return null
  return (
    <p className="card-foot">
      <span className="card-count">{t('card.replies', { count: replies.length })}</span>
      <LastReply creator={last.creator} text={textOfBody(last.body)} />
    </p>
  )
}

function LastReply({ creator, text }: { creator: string; text: string }) {
  const person = usePerson(creator)
  const { t } = useTranslation('document')
  return <span className="card-last">{t('card.last', { name: person.name, text })}</span>
}
