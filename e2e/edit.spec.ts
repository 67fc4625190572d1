import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Selects words in the text that is being edited, and types others over them. */
async function replaces(person: Person, words: string, by: string): Promise<void> {
  await person.text.selects(words)
  await expect(person.editor).toBeFocused()
  if (by === '') await person.page.keyboard.press('Delete')
  else await person.page.keyboard.insertText(by)
}

test('[A2] [A3] when the text is corrected, notes follow, say what has become of their passage, and never go', async ({
  owner: lin,
  join,
}) => {
  const [wang, chen] = await Promise.all([join('王小明', 'annotator'), join('陳編輯', 'editor')])
  await Promise.all([lin.open(), wang.open(), chen.open()])
  await wang.comments('“八八戰略”', '會被改一個字。')
  await wang.comments('“六個重大突破”', '會整個刪去。')
  await wang.comments('一年春作首', '前面會加字。')
  await chen.editsText()

  // Exact: what is inserted around a passage changes nothing about it.
  await chen.text.clicks('一年春作首', 'before')
  await chen.page.keyboard.insertText('（開場）')
  await expect(wang.text.block(1)).toContainText('（開場）一年春作首')
  await expect(wang.margin.card('前面會加字。')).not.toContainText('原文')
  await expect(wang.text.highlight('一年春作首')).toBeVisible()

  // Changed: both versions are shown.
  await replaces(chen, '戰略', '方略')
  for (const person of [wang, lin]) {
    const card = person.margin.card('會被改一個字。')
    await expect(card).toContainText('原文已改')
    await person.margin.opens('會被改一個字。')
    await expect(card.locator('del')).toContainText('“八八戰略”')
    await expect(card.locator('ins')).toContainText('“八八方略”')
  }

  // Gone: the note is listed with what it was about.
  await replaces(chen, ',圍繞“六個重大突破”', '')
  for (const person of [wang, lin]) {
    const card = person.margin.card('會整個刪去。')
    await card.scrollIntoViewIfNeeded()
    await expect(card).toContainText(/原文已(不在|改)/)
    await expect(card).toContainText('“六個重大突破”')
  }

  // Undone, it stands again where it stood.
  await chen.editor.press('Control+z')
  await expect(wang.text.block(1)).toContainText('圍繞“六個重大突破”')
  await expect(wang.text.highlight('“六個重大突破”')).toBeVisible()
  await expect(wang.margin.card('會整個刪去。')).not.toContainText(/原文已(不在|改)/)
})

test('[A1] [A2] notes follow their passage through splits and joins', async ({ owner: lin, join }) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  await wang.comments('“八八戰略”', '跟著走。')
  await lin.editsText()
  await lin.text.clicks('萬事干為先。', 'after')
  await lin.page.keyboard.press('Enter')
  await expect(wang.text.blocks).toHaveCount(33)
  await expect(wang.text.block(1)).toHaveText('一年春作首,萬事干為先。')
  await expect(wang.text.block(2)).toContainText('“八八戰略”')
  await expect.poll(() => wang.text.highlights()).toEqual([{ block: 2, text: '“八八戰略”' }])
  await expect(wang.margin.card('跟著走。')).toBeVisible()
  await expect(wang.margin.card('跟著走。')).not.toContainText(/原文已(不在|改)/)

  await lin.text.clicks('2026年是', 'before')
  await lin.page.keyboard.press('Backspace')
  await expect(wang.text.blocks).toHaveCount(32)
  await expect.poll(() => wang.text.highlights()).toEqual([{ block: 1, text: '“八八戰略”' }])
  await expect(wang.margin.card('跟著走。')).not.toContainText(/原文已(不在|改)/)
})

test('[S4] a block’s kind changes while another types in it, and nothing typed is lost', async ({
  owner: lin,
  join,
}) => {
  const chen = await join('陳編輯', 'editor')
  await Promise.all([lin.open(), chen.open()])
  await Promise.all([lin.editsText(), chen.editsText()])
  await chen.text.clicks('牢牢扭住', 'after')
  await lin.text.clicks('一年春作首', 'before')
  await Promise.all([
    chen.page.keyboard.type('中間打的字', { delay: 60 }),
    (async () => {
      await lin.page.getByRole('toolbar', { name: '編輯正文' }).getByRole('button').nth(2).click()
      await lin.page.keyboard.press('Control+Shift+9')
    })(),
  ])
  for (const person of [lin, chen]) {
    await expect.poll(() => person.text.line(1)).toMatch(/^一年春作首.*牢牢扭住中間打的字高質量/)
    await expect(person.text.block(1)).toHaveClass(/block-quote/)
    await expect(person.text.blocks).toHaveCount(32)
  }
})

test('[S4] two type in one paragraph at the same time, and neither’s words are torn apart', async ({
  owner: lin,
  join,
}) => {
  const chen = await join('陳編輯', 'editor')
  await Promise.all([lin.open(), chen.open()])
  await Promise.all([lin.editsText(), chen.editsText()])
  await chen.text.clicks('一年春作首', 'after')
  await lin.text.clicks('牢牢扭住', 'after')
  await Promise.all([
    lin.page.keyboard.type('從後面寫的一句話', { delay: 70 }),
    chen.page.keyboard.type('從前面寫的一句話', { delay: 50 }),
  ])
  for (const person of [lin, chen])
    await expect
      .poll(() => person.text.line(1))
      .toMatch(/^一年春作首從前面寫的一句話,萬事.*牢牢扭住從後面寫的一句話高質量/)

  // Split before the caret: it goes with its words.
  await chen.text.clicks('萬事干為先。', 'after')
  await chen.page.keyboard.press('Enter')
  await expect(lin.text.blocks).toHaveCount(33)
  await lin.page.keyboard.type('。')
  await expect.poll(() => chen.text.line(2)).toMatch(/牢牢扭住從後面寫的一句話。高質量/)
})

test('[W2] an editor comments while editing, and undo leaves the note alone', async ({ owner: lin }) => {
  await lin.open()
  await lin.editsText()
  await lin.text.clicks('一年春作首', 'before')
  await lin.page.keyboard.insertText('甲')
  await lin.comments('“八八戰略”', '修訂時寫的。')
  await lin.text.clicks('萬事干為先', 'after')
  await lin.editor.press('Control+z')
  await expect(lin.text.block(1)).toHaveText(/^一年春作首/)
  await expect(lin.margin.card('修訂時寫的。')).toBeVisible()
  await lin.endsEditing()
  await expect(lin.text.highlight('“八八戰略”')).toBeVisible()
})
