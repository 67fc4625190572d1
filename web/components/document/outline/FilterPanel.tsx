import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayAnnotate, useNotes, usePage, usePageParts } from '../state/page-context.tsx'

const STATUSES = ['open', 'resolved', 'all'] as const

/** Which notes the margin shows: by state, and whether only those one takes part in. */
export function FilterPanel() {
  const { t } = useTranslation('document')
  const { page } = usePageParts()
  const { counts } = useNotes()
  const mayAnnotate = useMayAnnotate()
  const filter = usePage((value) => value.filter)
  const name = useId()
  const count = { ...counts, all: counts.open + counts.resolved }
  return (
    <section>
      <fieldset className="filter-panel">
        <legend className="side-heading">{t('filter.title')}</legend>
        <div className="segments">
          {STATUSES.map((status) => (
            <label key={status} className="segment">
              <input
                type="radio"
                className="ui-hidden"
                name={name}
                checked={filter.status === status}
                onChange={() => page.set({ filter: { ...filter, status } })}
              />
              {t(`filter.${status}`)}
              <span className="segment-count">{count[status]}</span>
            </label>
          ))}
        </div>
        {mayAnnotate ? (
          <label className="filter-mine">
            <input
              type="checkbox"
              checked={filter.mine}
              onChange={(event) => page.set({ filter: { ...filter, mine: event.target.checked } })}
            />
            {t('filter.onlyMine')}
          </label>
        ) : null}
      </fieldset>
    </section>
  )
}
