import { getSchema } from '@tiptap/core'
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { blocksOf } from '../../server/import/blocks-of.ts'
import type { ImportedBlock } from '../../server/import/draft.ts'
import { importDocument } from '../../server/import/import-document.ts'
import { textRoomUpdate } from '../../server/import/room-update.ts'
import { judge } from '../../server/sync/guard/guard.ts'
import { defineRoots } from '../../server/sync/guard/roots.ts'
import type { Block } from '../../shared/blocks.ts'
import { textSchemaExtensions } from '../../web/editor/schema.ts'

const SEED = 20260224
const schema = getSchema(textSchemaExtensions())

const MARKDOWN = `# 題\n\n一**二**甲***三***~~四~~[五](https://a.example "t")六\n七  \n八\n\n- 甲\n  1. **乙**\n\n> 丙<br><br>丁\n\n\`\`\`\na\n\n  b\n\`\`\`\n`
const HTML =
  '<h2>題</h2><p><u>一<b>二</b></u><br><a href="mailto:a@b.example">三</a><s>四</s></p><ol><li>五</ol>'

function imported(text: string, format: 'text' | 'markdown' | 'html'): ImportedBlock[] {
  let count = 0
  const result = importDocument({ text, format }, () => `block-${++count}`)
  if (!result.ok) throw new Error(result.problem)
  return result.document.blocks
}

function plain({ id, kind, level, text }: Block): Block {
  return { id, kind, level, text }
}

function applied(update: Uint8Array): Y.Doc {
  const ydoc = new Y.Doc()
  ydoc.getXmlFragment('text')
  Y.applyUpdate(ydoc, update)
  return ydoc
}

/** How many updates an editor writes by being bound to the text: it must be none. */
function writesOfBinding(update: Uint8Array): number {
  const ydoc = applied(update)
  let writes = 0
  ydoc.on('update', () => writes++)
  const fragment = ydoc.getXmlFragment('text')
  const { doc } = initProseMirrorDoc(fragment, schema)
  doc.check()
  updateYFragment(ydoc, fragment, doc, { mapping: new Map(), isOMark: new Map() })
  return writes
}

const anyBlocks = fc.array(
  fc.record({
    id: fc.stringMatching(/^[A-Za-z0-9_-]{6,20}$/),
    kind: fc.constantFrom('paragraph', 'quote', 'bullet', 'ordered'),
    level: fc.constant(0),
    text: fc.string({
      unit: fc.constantFrom('甲', '𠮷', '👩‍👧', 'a', ' ', '\n', '。'),
      minLength: 1,
      maxLength: 30,
    }),
  }) satisfies fc.Arbitrary<Block>,
  { minLength: 1, maxLength: 20 },
)

describe('a text in its room', () => {
  test.each([
    ['text', '甲\n\n乙乙乙。'],
    ['markdown', MARKDOWN],
    ['html', HTML],
  ] as const)(
    '[W1] binding an editor to imported %s writes nothing and shows every character',
    (format, text) => {
      const blocks = imported(text, format)
      const update = textRoomUpdate(blocks)
      expect(blocksOf(update)).toEqual(blocks.map(plain))
      const { doc } = initProseMirrorDoc(applied(update).getXmlFragment('text'), schema)
      expect(doc.children.map((block) => block.textBetween(0, block.content.size, '', '\n'))).toEqual(
        blocks.map((block) => block.text),
      )
      expect(writesOfBinding(update)).toBe(0)
    },
  )

  test('[W1] an editor reads the marks and indents that the text had', () => {
    const fragment = applied(textRoomUpdate(imported(MARKDOWN, 'markdown'))).getXmlFragment('text')
    const { doc } = initProseMirrorDoc(fragment, schema)
    const [, second, , fourth] = doc.children
    expect(
      second?.children.map((node) => [node.text ?? '\n', node.marks.map((mark) => mark.type.name)]),
    ).toEqual([
      ['一', []],
      ['二', ['bold']],
      ['甲', []],
      ['三', ['bold', 'italic']],
      ['四', ['strike']],
      ['五', ['link']],
      ['六七', []],
      ['\n', []],
      ['八', []],
    ])
    expect(fourth?.attrs).toMatchObject({ kind: 'ordered', indent: 1 })
  })

  test.each([
    ['text', '甲\n乙'],
    ['markdown', MARKDOWN],
    ['html', HTML],
  ] as const)('[G5] the guard takes imported %s from an editor as it is', (format, text) => {
    const update = textRoomUpdate(imported(text, format))
    const ydoc = new Y.Doc()
    defineRoots(ydoc, 'text')
    const verdict = judge(ydoc, update, {
      room: 'text',
      user: { id: 'editorEditor1234' },
      role: 'editor',
      ownerOfClient: () => undefined,
      isPurged: () => false,
    })
    expect(verdict.verdict).toBe('accept')
    if (verdict.verdict === 'accept') expect(blocksOf(verdict.update as Uint8Array)).toEqual(blocksOf(update))
  })

  test('[I2] whatever the blocks, they are read as they were written, and binding writes nothing', () => {
    fc.assert(
      fc.property(anyBlocks, (blocks) => {
        const unique = blocks.map((block, index) => ({ ...block, id: `${block.id}-${index}` }))
        const update = textRoomUpdate(unique)
        expect(blocksOf(update)).toEqual(unique)
        expect(writesOfBinding(update)).toBe(0)
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  test('[I3] the same blocks give the same text, by another client', () => {
    const blocks = imported(MARKDOWN, 'markdown')
    const [a, b] = [textRoomUpdate(blocks), textRoomUpdate(blocks)].map(applied) as [Y.Doc, Y.Doc]
    expect(a.getXmlFragment('text').toString()).toBe(b.getXmlFragment('text').toString())
    const clients = [a, b].map((ydoc) => [...ydoc.store.clients.keys()])
    expect(clients[0]).toHaveLength(1)
    expect(clients[0]).not.toEqual(clients[1])
  })

  test('runs of another text are left out', () => {
    const [block] = imported('甲', 'text') as [ImportedBlock]
    const update = textRoomUpdate([{ ...block, runs: [{ text: '乙', marks: { bold: true } }] }])
    expect(applied(update).getXmlFragment('text').toString()).toContain('>甲</block>')
  })
})

describe('reading a room', () => {
  test('[A5] what editors left is read: marks, breaks, defaults, two blocks with one id', () => {
    const ydoc = new Y.Doc()
    const fragment = ydoc.getXmlFragment('text')
    const block = (attributes: Record<string, string>, ...children: (Y.XmlText | Y.XmlElement)[]) => {
      const element = new Y.XmlElement('block')
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
      element.insert(0, children)
      return element
    }
    fragment.insert(0, [
      block(
        { id: 'block-1', kind: 'heading' },
        new Y.XmlText('甲'),
        new Y.XmlElement('hardBreak'),
        new Y.XmlText('乙'),
      ),
      block({ id: 'block-1' }, new Y.XmlText('丙')),
      block({ kind: 'unknown' }),
    ])
    const text = (fragment.get(0) as Y.XmlElement).get(0) as Y.XmlText
    text.format(0, 1, { bold: {} })
    expect(blocksOf(Y.encodeStateAsUpdate(ydoc))).toEqual([
      { id: 'block-1', kind: 'heading', level: 1, text: '甲\n乙' },
      { id: '', kind: 'paragraph', level: 0, text: '丙' },
      { id: '', kind: 'paragraph', level: 0, text: '' },
    ])
  })

  test('an empty room has no blocks', () => {
    expect(blocksOf(new Uint8Array([0, 0]))).toEqual([])
  })
})
