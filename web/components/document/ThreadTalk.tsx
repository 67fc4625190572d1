import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyFromText } from '../../../shared/annotation.ts'
import { useDocument } from '../../hooks/document-context.tsx'
import type { Anchor, Thread } from '../../stores/types.ts'
import { Button } from '../../ui/Button.tsx'
import { Composer } from './Composer.tsx'
import { Note } from './Note.tsx'
import { useMayAnnotate } from './page-context.tsx'
import { ThreadActions } from './ThreadActions.tsx'

const FEW = 5
const LAST = 3

/** What is said in a thread. Replies, actions and the reply box only where it is open. */
export function ThreadTalk({ thread, anchor, active }: { thread: Thread; anchor: Anchor; active: boolean }) {
  const session = useDocument()
  const { t } = useTranslation('document')
  const mayAnnotate = useMayAnnotate()
  const [unfolded, setUnfolded] = useState(false)
  const { root, replies } = thread
  if (!active) return <Note annotation={root} head={false} open={false} />
  const folded = !unfolded && replies.length >= FEW ? replies.length - LAST : 0
  return (
    <>
      <Note annotation={root} head={false} open />
      {replies.length > 0 ? (
        <div className="replies">
          {folded > 0 ? (
            <Button size="small" variant="plain" className="unfold" onClick={() => setUnfolded(true)}>
              {t('card.unfold', { count: folded })}
            </Button>
          ) : null}
          {replies.slice(folded).map((reply) => (
            <Note key={reply.id} annotation={reply} head open />
          ))}
        </div>
      ) : null}
      <ThreadActions thread={thread} anchor={anchor} />
      {mayAnnotate ? (
        <Composer
          key={thread.id}
          quiet
          draftKey={`${session.info.id}/reply/${thread.id}`}
          label={t('reply.label')}
          placeholder={t('reply.placeholder')}
          sendLabel={t('reply.send')}
          onSend={(text) => session.reply(thread.id, bodyFromText(text))}
        />
      ) : null}
    </>
  )
}
