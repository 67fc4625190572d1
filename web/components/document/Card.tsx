import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { textOfBody } from '../../../shared/annotation.ts'
import { Badge } from '../../ui/Badge.tsx'
import { AnchorSign, ChangedQuote } from './AnchorSign.tsx'
import { NoteHead, usePerson } from './NoteHead.tsx'
import { NoteTags } from './NoteTags.tsx'
import type { PlacedThread } from './notes.ts'
import { lookOf } from './notes.ts'
import { useTags } from './page-context.tsx'
import { ThreadTalk } from './ThreadTalk.tsx'
import { quoteOf } from './tagging.ts'
import { isBareTag } from './thread-filter.ts'

export interface CardProps {
  placed: PlacedThread
  active: boolean
  hovered: boolean
  /** Brings the passage into view. */
  onShow: () => void
}

/** One thread as drawn: the note, and, when it is the active one, the talk below it. */
export const Card = memo(function Card({ placed, active, hovered, onShow }: CardProps) {
  const { t } = useTranslation('document')
  const { thread, anchor } = placed
  const { root } = thread
  const tags = useTags()
  const person = usePerson(root.creator)
  const look = lookOf(thread, tags)
  const quote = anchor.state === 'orphan' ? anchor.was : quoteOf(root.target[0])
  const slim = isBareTag(thread) && !active
  const names = ['card', `pigment-${look.pigment}`]
  if (active) names.push('card-active')
  if (hovered) names.push('card-hovered')
  if (look.faint) names.push('card-settled')
  if (slim) names.push('card-slim')
  const about = quote || t('wholeBlock')
  return (
    <article
      className={names.join(' ')}
      aria-label={t('card.label', {
        name: person.name,
        motivation: t(`motivation.${root.motivation}`),
        quote: about,
      })}
    >
      {slim ? (
        <SlimCard placed={placed} about={about} name={person.name} />
      ) : (
        <>
          {root.deleted ? (
            <p className="note-deleted">{t('card.deleted')}</p>
          ) : (
            <NoteHead annotation={root}>
              {thread.status === 'resolved' ? <Badge tone="ok">{t('status.resolved')}</Badge> : null}
              <AnchorSign anchor={anchor} />
            </NoteHead>
          )}
          {anchor.state === 'changed' && active ? (
            <ChangedQuote was={anchor.was} now={anchor.now} />
          ) : quote ? (
            <button type="button" className="card-quote" tabIndex={active ? 0 : -1} onClick={onShow}>
              <q>{quote}</q>
            </button>
          ) : (
            <button
              type="button"
              className="card-quote card-whole"
              tabIndex={active ? 0 : -1}
              onClick={onShow}
            >
              {t('wholeBlock')}
            </button>
          )}
          <ThreadTalk thread={thread} anchor={anchor} active={active} />
          {active ? null : <CardFoot placed={placed} />}
        </>
      )}
    </article>
  )
})

function SlimCard({ placed, about, name }: { placed: PlacedThread; about: string; name: string }) {
  const { t } = useTranslation('document')
  const { root } = placed.thread
  return (
    <>
      <span className="slim-by" title={name}>
        {name}
      </span>
      <NoteTags annotation={root} editable={false} />
      <span className="slim-quote">{about}</span>
      {root.pending ? <Badge tone="warn">{t('notSent')}</Badge> : null}
      <AnchorSign anchor={placed.anchor} />
    </>
  )
}

/** The replies as a number, until the card is opened. */
function CardFoot({ placed }: { placed: PlacedThread }) {
  const { t } = useTranslation('document')
  const { replies } = placed.thread
  if (replies.length === 0) return null
  const last = replies.at(-1)
  return (
    <p className="card-foot">
      <span>{t('card.replies', { count: replies.length })}</span>
      {last ? <LastReply creator={last.creator} text={textOfBody(last.body)} /> : null}
    </p>
  )
}

function LastReply({ creator, text }: { creator: string; text: string }) {
  const person = usePerson(creator)
  const { t } = useTranslation('document')
  return <span className="card-last">{t('card.last', { name: person.name, text })}</span>
}
