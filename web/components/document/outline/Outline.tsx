import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import type { Present } from '../../../stores/types.ts'
import { FaceStack } from '../../../ui/FaceStack.tsx'
import { asFace } from '../page/PeopleHere.tsx'
import { useNotes, usePageParts } from '../state/page-context.tsx'
import { heatOf, outlineOf, type Section, stripOf } from './outline.ts'

/** The text's sections: how much has been said in each, where in it, and who reads there. */
export function Outline({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation('document')
  const session = useDocument()
  const { geometry } = usePageParts()
  const blocks = useStore(session.blocks)
  const present = useStore(session.present)
  const { current } = useStore(geometry)
  const { byBlock } = useNotes()
  const sections = useMemo(() => outlineOf(blocks, byBlock), [blocks, byBlock])
  const most = Math.max(...sections.flatMap((section) => section.blocks.map((block) => block.notes)), 0)
  const sectionOf = useMemo(() => {
    const of = new Map<string, Section>()
    for (const section of sections) for (const id of section.ids) of.set(id, section)
    return of
  }, [sections])
  const here = sectionOf.get(current ?? '')
  const readers = new Map<Section, Present[]>()
  for (const one of present) {
    const section = one.self || one.at === undefined ? undefined : sectionOf.get(one.at)
    if (section) readers.set(section, [...(readers.get(section) ?? []), one])
  }
  const go = (blockId: string) => {
    onGo?.()
    geometry.scrollTo(blockId)
  }
  return (
    <nav aria-label={t('outline.title')}>
      <h2 className="side-heading">{t('outline.title')}</h2>
      <ul className="sections">
        {sections.map((section) => (
          <li key={section.blockId}>
            <button
              type="button"
              className="section"
              aria-current={section === here ? 'location' : undefined}
              onClick={() => go(section.blockId)}
            >
              <span
                className={
                  section.heading ? `section-title section-level-${section.heading.level}` : 'section-title'
                }
              >
                {section.heading?.text || t('outline.intro')}
              </span>
              <SectionCount notes={section.notes} readers={readers.get(section) ?? []} />
              <span className="heat" aria-hidden="true">
                {stripOf(section).map((notes, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a strip's cells have no identity
                  <i key={index} className={`heat-${heatOf(notes, most)}`} />
                ))}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function SectionCount({ notes, readers }: { notes: number; readers: readonly Present[] }) {
  const { t } = useTranslation(['document', 'app'])
  const names = readers.map((one) => one.name).join(t('app:listComma'))
  return (
    <span className="section-count">
      {readers.length > 0 ? (
        <FaceStack faces={readers.map(asFace)} max={3} size="tiny" label={t('outline.readers', { names })} />
      ) : null}
      <span aria-hidden="true">{notes > 0 ? notes : ''}</span>
      <span className="ui-hidden">{t('outline.notes', { count: notes })}</span>
    </span>
  )
}
