import { Plus } from 'lucide-react'
import type { MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import type { Present, TextBlock } from '../../../stores/types.ts'
import { FaceStack } from '../../../ui/FaceStack.tsx'
import { useBlockName } from '../state/block-name.ts'
import { useMayAnnotate, usePageParts } from '../state/page-context.tsx'
import { blockSubject } from '../state/subject.ts'

/** A block's number, which is also the button for a note about it, and the faces of those who read it now. */
export function Gutter(props: {
  block: TextBlock
  readers: readonly Present[]
  here: boolean
  onTap: (blockId: string) => void
}) {
  const { block, readers, here, onTap } = props
  const session = useDocument()
  const { page } = usePageParts()
  const { t } = useTranslation('text')
  const mayAnnotate = useMayAnnotate()
  const name = useBlockName(block)
  const number = block.number > 0 ? block.number : ''
  const press = (event: MouseEvent) => {
    const finger = event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType === 'touch'
    if (finger) onTap(block.id)
    else page.write({ subject: blockSubject(session, block.id), motivation: 'commenting' })
  }
  return (
    <div className="gutter">
      {mayAnnotate ? (
        <button
          type="button"
          className="gutter-button"
          tabIndex={here ? 0 : -1}
          aria-label={t('gutter.comment', { block: name })}
          title={t('gutter.comment', { block: name })}
          onClick={press}
        >
          <span className="gutter-number">{number}</span>
          <Plus className="gutter-plus" size={15} aria-hidden="true" />
        </button>
      ) : (
        <span className="gutter-number gutter-plain" aria-hidden="true">
          {number}
        </span>
      )}
      {readers.length > 0 ? <Readers readers={readers} name={name} /> : null}
    </div>
  )
}

const MOST_FACES = 2

function Readers({ readers, name }: { readers: readonly Present[]; name: string }) {
  const { t } = useTranslation('text')
  const { t: app } = useTranslation('app')
  const faces = readers.map((one) => ({
    id: one.id,
    name: one.name,
    initial: one.initial,
    pigment: one.color,
  }))
  const names = readers.map((one) => one.name).join(app('listComma'))
  return (
    <span className="gutter-readers">
      <FaceStack
        faces={faces}
        // One more than that fits in the place of "+1".
        max={faces.length === MOST_FACES + 1 ? MOST_FACES + 1 : MOST_FACES}
        size="tiny"
        label={t('gutter.readers', { names, block: name })}
      />
    </span>
  )
}
