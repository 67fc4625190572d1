import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyFromText } from '../../../../shared/annotation.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import type { Anchor, Thread } from '../../../stores/types.ts'
import { Button } from '../../../ui/Button.tsx'
import { useMayAnnotate } from '../state/page-context.tsx'
import { Composer } from './Composer.tsx'
import { Note } from './Note.tsx'
import { ThreadActions } from './ThreadActions.tsx'

const FEW = 5
const LAST = 3

/** What follows the first note of an open thread: replies, what may be done, and the one reply box of the page. */
export function ThreadTalk({ thread, anchor }: { thread: Thread; anchor: Anchor }) {
  const session = useDocument()
  const { t } = useTranslation('document')
  const mayAnnotate = useMayAnnotate()
  const [unfolded, setUnfolded] = useState(false)
  const { replies } = thread
  const folded = !unfolded && replies.length >= FEW ? replies.length - LAST : 0
  return (
    <>
      {replies.length > 0 ? (
        <div className="replies">
          {folded > 0 ? (
            <Button size="small" variant="plain" className="unfold" onClick={() => setUnfolded(true)}>
              {t('card.unfold', { count: folded })}
            </Button>
          ) : null}
          {replies.slice(folded).map((reply) => (
            <Note key={reply.id} annotation={reply} open />
          ))}
        </div>
      ) : null}
      <ThreadActions thread={thread} anchor={anchor} />
      {mayAnnotate ? (
        <div className="card-reply">
          <Composer
            key={thread.id}
            quiet
            draftKey={`${session.info.id}/reply/${thread.id}`}
            label={t('reply.label')}
            placeholder={t('reply.placeholder')}
            sendLabel={t('reply.send')}
            onSend={(text) => session.reply(thread.id, bodyFromText(text))}
          />
        </div>
      ) : null}
    </>
  )
}
