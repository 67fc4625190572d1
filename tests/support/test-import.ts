import * as Y from 'yjs'
import type { AnnotationIndex, Importer } from '../../server/http/ports.ts'
import type { BlockInfo } from '../../shared/api.ts'

export const testImporter: Importer = {
  importDocument({ text }, newId) {
    const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/).filter((l) => l.trim() !== '')
    if (lines.length === 0) return { ok: false, problem: 'text-empty' }
    if (text.length > 200_000) return { ok: false, problem: 'too-large' }
    return { ok: true, document: { title: null, source: {}, blocks: lines.map((text) => ({ id: newId(), kind: 'paragraph', level: 0, text })) } }
  },
  decodeTextFile(bytes) {
    try { return new TextDecoder('utf-8', { fatal: true }).decode(bytes) } catch { return null }
  },
  textRoomUpdate(blocks) {
    const ydoc = new Y.Doc()
    ydoc.getXmlFragment('text').insert(0, blocks.map((block) => {
      const el = new Y.XmlElement('block')
      for (const [k, v] of Object.entries({ id: block.id, kind: block.kind, level: block.level, indent: 0 })) el.setAttribute(k, v as string)
      el.insert(0, [new Y.XmlText(block.text)])
      return el
    }))
    return Y.encodeStateAsUpdate(ydoc)
  },
  blocksOf(update) {
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, update)
    return ydoc.getXmlFragment('text').toArray().map((node): BlockInfo => {
      const el = node as Y.XmlElement
      return { id: el.getAttribute('id') ?? '', kind: 'paragraph', level: 0, text: (el.get(0) as Y.XmlText).toString() }
    })
  },
}
export const testAnnotations: AnnotationIndex = {
  list: async () => ({ type: 'AnnotationPage', items: [] }),
  countsOf: async () => new Map(),
}
