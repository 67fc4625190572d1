import { ListFilter, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../../ui/Button.tsx'
import { Menu, MenuChoice } from '../../../ui/Menu.tsx'
import { useMayAnnotate, useNotes, usePage, usePageParts, useTags } from '../state/page-context.tsx'
import { NO_SIDE, useMedia } from '../state/use-media.ts'
import { TagMark } from '../tags/TagMark.tsx'

/** What the margin shows and how many, and what is left out of it; each reason can be taken away here. */
export function MarginHead({ children }: { children: ReactNode }) {
  const { t } = useTranslation('document')
  const { shown, orphans } = useNotes()
  const alone = useMedia(NO_SIDE)
  return (
    <div className="margin-head">
      <h2 className="margin-title">
        {t('margin.title')} <span className="margin-count">{shown.length + orphans.length}</span>
      </h2>
      {children}
      <FilterChips />
      {alone ? <FilterMenu /> : null}
    </div>
  )
}

/** What narrows the list, one chip a reason. */
function FilterChips() {
  const { t } = useTranslation('document')
  const { page } = usePageParts()
  const filter = usePage((value) => value.filter)
  const tags = useTags()
  const tag = filter.tag === undefined ? undefined : tags.get(filter.tag)
  const set = (change: Partial<typeof filter>) => page.set({ filter: { ...filter, ...change } })
  return (
    <>
      {filter.status === 'open' ? null : (
        <Chip label={t(`filter.${filter.status}`)} onClear={() => set({ status: 'open' })} />
      )}
      {filter.mine ? <Chip label={t('filter.mine')} onClear={() => set({ mine: false })} /> : null}
      {tag ? (
        <button
          type="button"
          className="filter-chip filter-tag"
          aria-label={t('filter.clear', { what: tag.label })}
          onClick={() => set({ tag: undefined })}
        >
          <TagMark label={tag.label} color={tag.color} pattern={tag.pattern}>
            <X size={12} aria-hidden="true" />
          </TagMark>
        </button>
      ) : null}
    </>
  )
}

function Chip({ label, onClear }: { label: string; onClear: () => void }) {
  const { t } = useTranslation('document')
  return (
    <button
      type="button"
      className="filter-chip"
      aria-label={t('filter.clear', { what: label })}
      onClick={onClear}
    >
      {label}
      <X size={12} aria-hidden="true" />
    </button>
  )
}

/** The filters as a menu, where there is no column for them. */
function FilterMenu() {
  const { t } = useTranslation('document')
  const { page } = usePageParts()
  const mayAnnotate = useMayAnnotate()
  const filter = usePage((value) => value.filter)
  const set = (change: Partial<typeof filter>) => page.set({ filter: { ...filter, ...change } })
  return (
    <Menu
      trigger={
        <Button size="small" variant="plain" icon={<ListFilter size={14} aria-hidden="true" />}>
          {t('filter.title')}
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
  )
}
