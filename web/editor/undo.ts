import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { BLOCK_NODE } from '../../shared/blocks.ts'

/**
 * Undoes what was typed in this editor and nothing else. Two things the default would do are prevented: taking back
 * an Enter must not delete what others wrote in the new block meanwhile, and the tidying that Yjs does by itself in
 * other people's text is not ours to undo.
 */
export function createUndoManager(fragment: Y.XmlFragment): Y.UndoManager {
  return new Y.UndoManager(fragment, {
    trackedOrigins: new Set([ySyncPluginKey]),
    captureTransaction: (transaction) => transaction.meta.get('addToHistory') !== false,
    deleteFilter: (item) => !(item instanceof Y.Item) || !isOthersGround(item),
  })
}

/** A block or text with something left in it, or such a block's id. */
function isOthersGround(item: Y.Item): boolean {
  if (item.content instanceof Y.ContentType) {
    const { type } = item.content
    const holdsText =
      type instanceof Y.XmlText || (type instanceof Y.XmlElement && type.nodeName === BLOCK_NODE)
    return holdsText && type.length > 0
  }
  return item.parentSub === 'id' && item.parent instanceof Y.XmlElement && item.parent.length > 0
}
