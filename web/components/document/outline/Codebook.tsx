import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { Button } from '../../../ui/Button.tsx'
import { usePage, usePageParts } from '../state/page-context.tsx'
import { TagMark } from '../tags/TagMark.tsx'

const FIRST = 18

/** The team's tags, the commonest first; a click shows only the notes that carry one. */
export function Codebook() {
  const { t } = useTranslation('document')
  const { page } = usePageParts()
  const tags = useStore(useDocument().tags)
  const filter = usePage((value) => value.filter)
  const [all, setAll] = useState(false)
  const sorted = tags.toSorted((a, b) => b.uses - a.uses || a.label.localeCompare(b.label))
  const shown = all ? sorted : sorted.slice(0, FIRST)
  return (
    <section aria-labelledby="codebook-heading">
      <h2 id="codebook-heading" className="side-heading">
        {t('codebook.title')}
      </h2>
      {tags.length === 0 ? <p className="side-hint">{t('codebook.empty')}</p> : null}
      <ul className="codebook">
        {shown.map((tag) => {
          const chosen = filter.tag === tag.id
          return (
            <li key={tag.id}>
              <button
                type="button"
                className="codebook-tag"
                aria-pressed={chosen}
                title={tag.definition || t('codebook.only', { label: tag.label })}
                onClick={() => page.set({ filter: { ...filter, tag: chosen ? undefined : tag.id } })}
              >
                <TagMark label={tag.label} color={tag.color} pattern={tag.pattern}>
                  <small className="tag-count">{tag.uses}</small>
                </TagMark>
              </button>
            </li>
          )
        })}
      </ul>
      {sorted.length > shown.length ? (
        <Button size="small" variant="plain" onClick={() => setAll(true)}>
          {t('codebook.more', { count: sorted.length - shown.length })}
        </Button>
      ) : null}
    </section>
  )
}
