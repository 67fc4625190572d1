import { Check, Plus } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PATTERNS, type Pattern, PIGMENTS, type Pigment } from '../../../../shared/annotation.ts'
import type { RecordId } from '../../../../shared/ids.ts'
import { LIMITS } from '../../../../shared/limits.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import type { Tag } from '../../../stores/types.ts'
import { isComposing } from '../../../ui/composing.ts'
import { PatternLine, TagMark } from './TagMark.tsx'
import { freshLook, newLabel, searchTags, splitAtComma } from './tag-search.ts'

export interface TagPickerProps {
  /** Tags already there: ticked. */
  chosen: readonly RecordId[]
  onToggle: (id: RecordId) => void
  onClose: () => void
}

/** A combobox over the codebook. What doesn't exist yet can be made, and is shown to be new before it is. */
export function TagPicker({ chosen, onToggle, onClose }: TagPickerProps) {
  const session = useDocument()
  const all = useStore(session.tags)
  const { t } = useTranslation('document')
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const [look, setLook] = useState<{ color: Pigment; pattern: Pattern } | undefined>(undefined)
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const found = searchTags(all, words)
  const fresh = newLabel(all, words)
  const newLook = look ?? freshLook(all)
  const count = found.length + (fresh ? 1 : 0)
  const index = Math.min(at, count - 1)
  const optionId = (n: number) => `${id}-${n}`

  useEffect(() => {
    input.current?.focus({ preventScroll: true })
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the marked option is looked up by its position
  useEffect(() => {
    list.current?.querySelector('[data-marked]')?.scrollIntoView({ block: 'nearest' })
  }, [index])

  const ask = (next: string) => {
    setWords(next)
    setAt(0)
  }
  /** A tag by its label: the one there is, else a new one. */
  const commit = (label: string) => {
    const known = searchTags(all, label).find((tag) => newLabel([tag], label) === null)
    const made = known?.id ?? session.createTag({ label: label.trim(), ...newLook })
    if (!chosen.includes(made)) onToggle(made)
    setLook(undefined)
  }
  const choose = (n: number) => {
    const tag = found[n]
    if (tag) onToggle(tag.id)
    else if (fresh) commit(fresh)
    ask('')
    input.current?.focus({ preventScroll: true })
  }
  const type = (next: string) => {
    const { done, rest } = splitAtComma(next)
    for (const label of done) if (label.length <= LIMITS.tagLabelChars) commit(label)
    ask(done.length > 0 || /[,，、;；]/.test(next) ? rest.trimStart() : next)
  }
  const keyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (isComposing(event)) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (count > 0) setAt((index + (event.key === 'ArrowDown' ? 1 : count - 1)) % count)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (count > 0 && (words.trim() !== '' || index > 0 || found.length > 0)) choose(Math.max(index, 0))
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      if (words === '') onClose()
      else ask('')
    } else if (event.key === 'Backspace' && words === '') setAt(0)
  }
  const composing = useRef(false)
  return (
    <div className="tag-picker">
      <input
        ref={input}
        className="tag-input"
        role="combobox"
        aria-label={t('tag.search')}
        aria-expanded={count > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={count > 0 ? optionId(index) : undefined}
        placeholder={t('tag.placeholder')}
        autoComplete="off"
        enterKeyHint="done"
        value={words}
        maxLength={LIMITS.tagLabelChars + 20}
        onChange={(event) => (composing.current ? ask(event.target.value) : type(event.target.value))}
        onCompositionStart={() => {
          composing.current = true
        }}
        onCompositionEnd={(event) => {
          composing.current = false
          type(event.currentTarget.value)
        }}
        onKeyDown={keyDown}
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t('tag.codebook')}
        aria-multiselectable
        className="tag-options"
      >
        {found.map((tag, n) => (
          <Option
            key={tag.id}
            id={optionId(n)}
            marked={n === index}
            selected={chosen.includes(tag.id)}
            onChoose={() => choose(n)}
          >
            <TagRow tag={tag} />
          </Option>
        ))}
        {fresh ? (
          <Option
            id={optionId(found.length)}
            marked={index === found.length}
            selected={false}
            onChoose={() => choose(found.length)}
          >
            <Plus size={14} aria-hidden="true" className="tag-option-new" />
            <span className="tag-option-words">{t('tag.create')}</span>
            <TagMark label={fresh} {...newLook} />
          </Option>
        ) : null}
      </div>
      {count === 0 ? <p className="tag-none">{t('tag.none')}</p> : null}
      {fresh ? <LookChooser look={newLook} onChange={setLook} /> : null}
    </div>
  )
}

function TagRow({ tag }: { tag: Tag }) {
  return (
    <>
      <TagMark label={tag.label} color={tag.color} pattern={tag.pattern} />
      {tag.definition ? <span className="tag-definition">{tag.definition}</span> : null}
      <span className="tag-uses">{tag.uses}</span>
    </>
  )
}

function Option(props: {
  id: string
  marked: boolean
  selected: boolean
  onChoose: () => void
  children: React.ReactNode
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the focus and the keys
    // biome-ignore lint/a11y/useFocusableInteractive: marked by aria-activedescendant, never focused
    <div
      id={props.id}
      role="option"
      aria-selected={props.selected}
      data-marked={props.marked || undefined}
      className="tag-option"
      onPointerDown={(event) => event.preventDefault()}
      onClick={props.onChoose}
    >
      <span className="tag-tick">{props.selected ? <Check size={14} aria-hidden="true" /> : null}</span>
      {props.children}
    </div>
  )
}

/** Pigment and pattern of the tag about to be made; a good pair is chosen already. */
function LookChooser(props: {
  look: { color: Pigment; pattern: Pattern }
  onChange: (look: { color: Pigment; pattern: Pattern }) => void
}) {
  const { t } = useTranslation('document')
  const { look, onChange } = props
  const keep = (event: React.PointerEvent) => event.preventDefault()
  return (
    <div className="look-chooser">
      <fieldset className="look-row">
        <legend className="ui-hidden">{t('tag.color')}</legend>
        {PIGMENTS.map((color) => (
          <button
            key={color}
            type="button"
            className={`look-pigment pigment-${color}`}
            aria-label={t(`pigment.${color}`)}
            title={t(`pigment.${color}`)}
            aria-pressed={look.color === color}
            onPointerDown={keep}
            onClick={() => onChange({ ...look, color })}
          />
        ))}
      </fieldset>
      <fieldset className="look-row">
        <legend className="ui-hidden">{t('tag.pattern')}</legend>
        {PATTERNS.map((pattern) => (
          <button
            key={pattern}
            type="button"
            className={`look-pattern pigment-${look.color}`}
            aria-label={t(`pattern.${pattern}`)}
            title={t(`pattern.${pattern}`)}
            aria-pressed={look.pattern === pattern}
            onPointerDown={keep}
            onClick={() => onChange({ ...look, pattern })}
          >
            <PatternLine pattern={pattern} />
          </button>
        ))}
      </fieldset>
    </div>
  )
}
