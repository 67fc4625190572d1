import type { Editor } from '@tiptap/core'
import {
  Bold,
  Check,
  Heading1,
  Heading2,
  Heading3,
  Italic,
  Link2,
  List,
  ListIndentDecrease,
  ListIndentIncrease,
  ListOrdered,
  Pilcrow,
  Redo2,
  Strikethrough,
  TextQuote,
  Underline,
  Undo2,
} from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { indent, type Shape, setShape, type ToolState, toggleMark, toolState } from '../../../editor/tools.ts'
import { Toolbar, ToolbarButton, ToolbarSeparator } from '../../../ui/Toolbar.tsx'
import { keysFor } from '../page/shortcuts.ts'
import { LinkPanel } from './LinkPanel.tsx'
import { useEditKeys } from './use-edit-keys.ts'
import { useEditorState } from './use-text-editor.ts'

const SHAPES: readonly { shape: Shape; icon: ReactNode; keys: string }[] = [
  { shape: 'paragraph', icon: <Pilcrow />, keys: 'Mod+Alt+0' },
  { shape: 'heading1', icon: <Heading1 />, keys: 'Mod+Alt+1' },
  { shape: 'heading2', icon: <Heading2 />, keys: 'Mod+Alt+2' },
  { shape: 'heading3', icon: <Heading3 />, keys: 'Mod+Alt+3' },
  { shape: 'quote', icon: <TextQuote />, keys: 'Mod+Shift+9' },
  { shape: 'bullet', icon: <List />, keys: 'Mod+Shift+8' },
  { shape: 'ordered', icon: <ListOrdered />, keys: 'Mod+Shift+7' },
]

const MARKS = [
  { mark: 'bold', icon: <Bold />, keys: 'Mod+B' },
  { mark: 'italic', icon: <Italic />, keys: 'Mod+I' },
  { mark: 'underline', icon: <Underline />, keys: 'Mod+U' },
  { mark: 'strike', icon: <Strikethrough />, keys: 'Mod+Shift+S' },
] as const

/** The tools of whoever changes the text, in reach wherever one is in it. */
export function EditBar({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const { t } = useTranslation('text')
  const state = useToolState(editor)
  const [linking, setLinking] = useState(false)
  useEditKeys(editor, { link: () => setLinking(true), done: onDone })
  return (
    <div className="edit-bar-place no-print">
      <Toolbar label={t('edit.tools')} className="edit-bar">
        {SHAPES.map(({ shape, icon, keys }) => (
          <ToolbarButton
            key={shape}
            label={t(`edit.shape.${shape}`)}
            icon={icon}
            shortcut={keysFor(keys)}
            pressed={state.shape === shape}
            onClick={() => setShape(editor, shape)}
          />
        ))}
        <ToolbarSeparator />
        {MARKS.map(({ mark, icon, keys }) => (
          <ToolbarButton
            key={mark}
            label={t(`edit.mark.${mark}`)}
            icon={icon}
            shortcut={keysFor(keys)}
            pressed={state.marks.includes(mark)}
            onClick={() => toggleMark(editor, mark)}
          />
        ))}
        <ToolbarButton
          label={t('edit.mark.link')}
          icon={<Link2 />}
          shortcut={keysFor('Mod+K')}
          pressed={state.href !== undefined}
          onClick={() => setLinking(true)}
        />
        <ToolbarSeparator />
        <ToolbarButton
          label={t('edit.outdent')}
          icon={<ListIndentDecrease />}
          shortcut={keysFor('Shift+Tab')}
          disabled={!state.mayOutdent}
          onClick={() => indent(editor, -1)}
        />
        <ToolbarButton
          label={t('edit.indent')}
          icon={<ListIndentIncrease />}
          shortcut="Tab"
          disabled={!state.mayIndent}
          onClick={() => indent(editor, 1)}
        />
        <ToolbarSeparator />
        <ToolbarButton
          label={t('edit.undo')}
          icon={<Undo2 />}
          shortcut={keysFor('Mod+Z')}
          disabled={!state.mayUndo}
          onClick={() => editor.chain().focus().undo().run()}
        />
        <ToolbarButton
          label={t('edit.redo')}
          icon={<Redo2 />}
          shortcut={keysFor('Mod+Shift+Z')}
          disabled={!state.mayRedo}
          onClick={() => editor.chain().focus().redo().run()}
        />
        <ToolbarSeparator />
        <ToolbarButton label={t('edit.done')} className="edit-done" icon={<Check />} onClick={onDone}>
          {t('edit.done')}
        </ToolbarButton>
      </Toolbar>
      {linking ? (
        <LinkPanel editor={editor} href={state.href ?? ''} onClose={() => setLinking(false)} />
      ) : null}
    </div>
  )
}

/** The same object for the same state, however often the editor changes. */
function useToolState(editor: Editor): ToolState {
  const last = useRef<{ key: string; state: ToolState }>(undefined)
  return useEditorState(editor, () => {
    const state = toolState(editor)
    const key = JSON.stringify(state)
    if (last.current?.key !== key) last.current = { key, state }
    return last.current.state
  })
}
