import { ListFilter, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Menu, MenuChoice } from '../../ui/Menu.tsx'
import { useMayAnnotate, useNotes, usePage, usePageParts, useTags } from './page-context.tsx'
import { TagMark } from './TagMark.tsx'

/** What the margin shows and how many; the ways to see less or more of it. */
export function MarginHead() {
  const { t } = useTranslation('document')
  const { page } = usePageParts()
  const { shown, orphans } = useNotes()
  const tags = useTags()
  const mayAnnotate = useMayAnnotate()
  const filter = usePage((value) => value.filter)
  const tag = filter.tag === undefined ? undefined : tags.get(filter.tag)
  const set = (change: Partial<typeof filter>) => page.set({ filter: { ...filter, ...change } })
  return (
    <div className="margin-head">
      <h2 className="margin-title">
        {t('margin.title')} <span className="margin-count">{shown.length + orphans.length}</span>
      </h2>
      {tag ? (
        <button
          type="button"
          className="filter-tag"
          aria-label={t('filter.clearTag', { label: tag.label })}
          onClick={() => set({ tag: undefined })}
        >
          <TagMark label={tag.label} color={tag.color} pattern={tag.pattern}>
            <X size={12} aria-hidden="true" />
          </TagMark>
        </button>
      ) : null}
      <Menu
        trigger={
          <Button
            size="small"
            variant="plain"
            icon={<ListFilter size={14} aria-hidden="true" />}
            aria-label={t('filter.button', { what: t(`filter.${filter.status}`) })}
          >
            {t(`filter.${filter.status}`)}
            {filter.mine ? ` · ${t('filter.mine')}` : ''}
          </Button>
        }
      >
        <MenuChoice
          label={t('filter.status')}
          value={filter.status}
          onChange={(status) => set({ status })}
          options={(['open', 'resolved', 'all'] as const).map((value) => ({
            value,
            label: t(`filter.${value}`),
          }))}
        />
        {mayAnnotate ? (
          <MenuChoice
            label={t('filter.whose')}
            value={filter.mine ? 'mine' : 'everyone'}
            onChange={(whose) => set({ mine: whose === 'mine' })}
            options={(['everyone', 'mine'] as const).map((value) => ({ value, label: t(`filter.${value}`) }))}
          />
        ) : null}
      </Menu>
    </div>
  )
}
