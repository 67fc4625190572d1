import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import type { Present, TextBlock } from '../../../stores/types.ts'
import { Face } from '../../../ui/Face.tsx'
import { FaceStack } from '../../../ui/FaceStack.tsx'
import { Popover } from '../../../ui/Popover.tsx'
import { useBlockName } from '../state/block-name.ts'
import { usePageParts } from '../state/page-context.tsx'

/** Who is here, as faces; opened, a list that says what each is reading and leads there. */
export function PeopleHere({ max }: { max: number }) {
  const { t } = useTranslation(['document', 'app'])
  const present = useStore(useDocument().present)
  const [open, setOpen] = useState(false)
  if (present.length === 0) return null
  // Others first: one's own face says nothing new.
  const inOrder = [...present.filter((one) => !one.self), ...present.filter((one) => one.self)]
  const label = t('people.here', {
    count: present.length,
    names: inOrder
      .slice(0, 8)
      .map((one) => one.name)
      .join(t('app:listComma')),
  })
  return (
    <Popover
      label={t('people.title', { count: present.length })}
      open={open}
      onOpenChange={setOpen}
      align="end"
      className="people-popover"
      trigger={
        <button type="button" className="people-button">
          <FaceStack faces={inOrder.map(asFace)} max={max} label={label} />
        </button>
      }
    >
      <h2 className="people-title">{t('people.title', { count: present.length })}</h2>
      <PeopleList people={inOrder} onGo={() => setOpen(false)} />
    </Popover>
  )
}

function PeopleList({ people, onGo }: { people: readonly Present[]; onGo: () => void }) {
  const { geometry } = usePageParts()
  const blocks = useStore(useDocument().blocks)
  const go = (blockId: string) => {
    onGo()
    geometry.scrollTo(blockId)
  }
  return (
    <ul className="people-list">
      {people.map((one) => {
        const block = one.self ? undefined : blocks.find(({ id }) => id === one.at)
        return (
          <PersonRow key={one.id} person={one}>
            {block ? <Whereabouts block={block} onGo={() => go(block.id)} /> : null}
          </PersonRow>
        )
      })}
    </ul>
  )
}

function PersonRow({ person, children }: { person: Present; children: ReactNode }) {
  const { t } = useTranslation(['document', 'app'])
  const { name, initial, color, role, self } = person
  return (
    <li>
      <Face name={name} initial={initial} pigment={color} size="small" decorative />
      <span className="people-name">
        {name}
        <span className="people-role">{self ? t('app:you') : role ? t(`app:roles.${role}`) : null}</span>
      </span>
      {children}
    </li>
  )
}

/** What somebody is reading; leads there. */
function Whereabouts({ block, onGo }: { block: TextBlock; onGo: () => void }) {
  const name = useBlockName(block)
  return (
    <button type="button" className="people-where" onClick={onGo}>
      {name}
    </button>
  )
}

export function asFace(one: Present): { id: string; name: string; initial: string; pigment: string } {
  return { id: one.id, name: one.name, initial: one.initial, pigment: one.color }
}
