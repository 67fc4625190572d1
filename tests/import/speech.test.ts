import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { blocksOf } from '../../server/import/blocks-of.ts'
import { importDocument } from '../../server/import/import-document.ts'
import { textRoomUpdate } from '../../server/import/room-update.ts'
import { BLOCK_ID } from '../../shared/ids.ts'

const file = readFileSync(new URL('../../samples/speech.txt', import.meta.url), 'utf8')
const lines = file.split('\n')
/** After three empty images, before the attribution. */
const BODY = lines.slice(3, 35)
const HEADINGS = new Set([
  '在堅定扛起經濟大省挑大梁的責任擔當、持續推動經濟穩進向好上交出精彩答卷',
  '在不斷滿足人民美好生活需要、持續增進民生福祉上交出精彩答卷',
  '在堅持和發展新時代“楓橋經驗”、加快建設更高水平平安浙江法治浙江上交出精彩答卷',
  '在加強黨的全面領導和全面加強黨的建設、持續提升干部隊伍能力水平上交出精彩答卷',
])

function imported(text = file) {
  let count = 0
  const result = importDocument({ text, format: 'text' }, () => `block-${String(++count).padStart(4, '0')}`)
  if (!result.ok) throw new Error(result.problem)
  return result.document
}

describe('the sample speech', () => {
  const { title, blocks, source } = imported()

  test('[I1] is 32 blocks, each exactly one line of the file, in order', () => {
    expect(blocks).toHaveLength(32)
    expect(blocks.map((block) => block.text)).toEqual(BODY)
  })

  test('[I1] four of them are headings, the other 28 paragraphs, five of those with a dash', () => {
    for (const block of blocks) {
      const heading = HEADINGS.has(block.text)
      expect([block.text, block.kind, block.level]).toEqual([
        block.text,
        heading ? 'heading' : 'paragraph',
        heading ? 1 : 0,
      ])
    }
    expect(blocks.filter((block) => block.kind === 'heading')).toHaveLength(4)
    expect(blocks.filter((block) => block.text.startsWith('——'))).toHaveLength(5)
  })

  test('[I1] every block has an id of its own', () => {
    expect(new Set(blocks.map((block) => block.id)).size).toBe(32)
    for (const { id } of blocks) expect(id).toMatch(BLOCK_ID)
  })

  test('[I1] what stands below it is its source record', () => {
    expect(title).toBe('在浙江省新春第一會上的講話(摘)')
    expect(source).toEqual({
      date: '2026-02-24',
      source: '今日浙江',
      attribution: '(摘自王浩同志2026年2月24日在浙江省新春第一會上的講話)',
      editors: [
        { role: '責編', name: '葉 揚' },
        { role: '美編', name: '陳路漫' },
        { role: '一審', name: '何百岳' },
        { role: '二審', name: '方佳佳' },
        { role: '三審', name: '王陸軍' },
      ],
      notices: lines.slice(42, 44),
    })
  })

  test('[I2] is in the room as it is in the file, character by character', () => {
    const read = blocksOf(textRoomUpdate(blocks))
    expect(read).toEqual(blocks.map(({ id, kind, level, text }) => ({ id, kind, level, text })))
  })

  test.each([
    ['CRLF', file.replaceAll('\n', '\r\n')],
    ['CR', file.replaceAll('\n', '\r')],
    ['U+2028', file.replaceAll('\n', '\u2028')],
    ['U+2029', file.replaceAll('\n', '\u2029')],
    ['a byte-order mark', `\ufeff${file}`],
    ['blank lines between', file.replaceAll('\n', '\n\n')],
    ['indented paragraphs', file.replaceAll('\n', '\n\u3000\u3000')],
    ['control characters', file.replaceAll('。', '。\u0007')],
  ])('[I2] comes out the same with %s', (_, text) => {
    const again = imported(text)
    expect(again.blocks).toEqual(blocks)
    expect([again.title, again.source]).toEqual([title, source])
  })
})
