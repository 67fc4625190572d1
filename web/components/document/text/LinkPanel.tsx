import type { Editor } from '@tiptap/core'
import { type FormEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addressOf, setLink } from '../../../editor/tools.ts'
import { Button } from '../../../ui/Button.tsx'
import { type FloatingAnchor, FloatingPanel } from '../../../ui/FloatingPanel.tsx'
import { TextField } from '../../../ui/TextField.tsx'

/** The address of a link, at the words that carry it. Empty takes the link away. */
export function LinkPanel({ editor, href, onClose }: { editor: Editor; href: string; onClose: () => void }) {
  const { t } = useTranslation('text')
  const [typed, setTyped] = useState(href)
  const [wrong, setWrong] = useState(false)
  const anchor = useMemo<FloatingAnchor>(() => {
    const getBoundingClientRect = () => {
      const { from, to } = editor.state.selection
      const start = editor.view.coordsAtPos(from)
      const end = editor.view.coordsAtPos(to)
      return new DOMRect(start.left, start.top, Math.max(end.right - start.left, 1), end.bottom - start.top)
    }
    return { getBoundingClientRect, contextElement: editor.view.dom }
  }, [editor])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const address = typed.trim() === '' ? '' : addressOf(typed)
    if (address === null) {
      setWrong(true)
      return
    }
    onClose()
    setLink(editor, address)
  }
  return (
    <FloatingPanel
      open
      onClose={onClose}
      label={t('edit.mark.link')}
      anchor={anchor}
      finalFocus={() => editor.view.dom}
      className="link-panel"
    >
      <form onSubmit={submit} className="link-form" noValidate>
        <TextField
          label={t('link.address')}
          value={typed}
          onChange={(value) => {
            setTyped(value)
            setWrong(false)
          }}
          placeholder="https://"
          inputMode="url"
          autoComplete="off"
          {...(wrong ? { error: t('link.wrong') } : {})}
        />
        <div className="link-buttons">
          {href ? (
            <Button
              size="small"
              variant="plain"
              onClick={() => {
                onClose()
                setLink(editor, '')
              }}
            >
              {t('link.remove')}
            </Button>
          ) : null}
          <Button size="small" variant="primary" type="submit">
            {t('link.set')}
          </Button>
        </div>
      </form>
    </FloatingPanel>
  )
}
