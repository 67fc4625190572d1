import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Everybody has the same cards and the same highlights before their eyes. */
async function expectTheSame(people: readonly [Person, ...Person[]]): Promise<void> {
  const [first, ...others] = people
  for (const person of people) await person.text.scrollsTo(1)
  for (const other of others)
    await expect(async () => {
      expect(await other.margin.reads()).toEqual(await first.margin.reads())
      expect(await other.text.highlights()).toEqual(await first.text.highlights())
    }).toPass({ timeout: 10_000 })
}

test('[W2] three people annotate the speech at the same time, and all see the same', async ({
  owner: lin,
  join,
}) => {
  const [wang, chen] = await Promise.all([join('王小明', 'annotator'), join('陳編輯', 'editor')])
  await Promise.all([lin.open(), wang.open(), chen.open()])
  const before = await lin.text.lines()
  expect(before).toHaveLength(32)

  await Promise.all([
    (async () => {
      await lin.comments('“八八戰略”', '全文只出現一次，建議放進名詞表。')
      await lin.commentsOnBlock(2, '這一段講的是落實。')
      await lin.tags('“132”總體工作部署', '數字提法')
    })(),
    (async () => {
      await wang.asks('“4+1”重要要求', '和後文的“132”是什麼關係？')
      await wang.comments('總體思路、理念和打法都已經明確', '這句可以直接引用。')
      await wang.tagsBlock(3, '政績觀')
    })(),
    (async () => {
      await chen.comments('一以貫之、久久為功', '與第四段“一步一個腳印”呼應。')
      await chen.comments('聚焦“落實”二字', '「落實」二字是全段的題眼。')
      await chen.tags('“三大差距”', '待查證')
    })(),
  ])

  await lin.replies('和後文的“132”是什麼關係？', '「4+1」出現兩次，我先都標上。')
  await chen.replies('和後文的“132”是什麼關係？', '同意。')
  await expect(wang.margin.card('和後文的“132”是什麼關係？')).toContainText('2 則回覆')
  for (const person of [lin, wang, chen]) await person.closesCards()
  await expectTheSame([lin, wang, chen])
  await expect(lin.margin.cards).toHaveCount(9)
  for (const person of [lin, wang, chen]) {
    expect(await person.text.lines()).toEqual(before)
    expect(person.wire.written.filter(({ room }) => room === 'text')).toEqual([])
    await person.isSaved()
  }
})

test('[W9] Ctrl+Alt+M comments on what is selected, and on the paragraph where nothing is', async ({
  owner: lin,
}) => {
  await lin.open()
  await lin.text.selects('“六干”作風')
  await lin.page.keyboard.press('Control+Alt+m')
  await expect(lin.margin.draft).toContainText('“六干”作風')
  await lin.sends('六干是哪六干？')

  await lin.text.scrollsTo(4)
  await lin.text.block(4).focus()
  await lin.page.keyboard.press('Control+Alt+m')
  await expect(lin.margin.draft).toContainText('整段')
  await lin.sends('整段的節奏很好。')
  await expect(lin.page.locator('.block-rule')).toHaveCount(1)
})

test('[A4] one character is enough, and notes may overlap in every way', async ({ owner: lin, join }) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  await lin.comments('春', '一個字。')
  await lin.comments('一年春作首,萬事干為先', '整句。')
  await wang.comments('春作首', '裡面的三個字。')
  await wang.comments('萬事干為先。2026年', '跨過句號。')
  await wang.comments('一年春作首,萬事干為先', '同一句，另一個人。')

  for (const person of [lin, wang]) {
    await person.closesCards()
    await expect(person.margin.cards).toHaveCount(5)
    await expect
      .poll(() => person.text.highlights())
      .toEqual([{ block: 1, text: '一年春作首,萬事干為先。2026年' }])
  }
  // What lies on top of one another can all be opened from the same place.
  await lin.text.clicks('春')
  await expect(lin.page.locator('[data-card][aria-current]')).toHaveCount(1)
  await lin.margin.expectApart()
})

test('[N3] [N6] a tag is made once, with a colour, and each person’s tagging is their own', async ({
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])

  await lin.text.scrollsTo(1)
  await lin.text.block(1).hover()
  await lin.chipAdder(1).click()
  await lin.tagField.fill('ＧＤＰ')
  await lin.page.getByRole('button', { name: '石綠' }).click()
  await lin.page.getByRole('button', { name: '波浪線' }).click()
  await lin.page.getByRole('option', { name: /ＧＤＰ/ }).click()
  await lin.tagField.press('Escape')
  await expect(lin.row(1).locator('.chip')).toHaveClass(/pigment-shilu/)

  // The same label in other letters is the same tag.
  await expect(wang.row(1).locator('.chip')).toContainText('ＧＤＰ')
  await wang.tagsBlock(1, 'gdp')
  for (const person of [lin, wang]) {
    const chip = person.row(1).locator('.chip')
    await expect(chip).toHaveCount(1)
    await expect(chip).toContainText('林')
    await expect(chip).toContainText('王')
    await expect(person.margin.cards).toHaveCount(2)
    await expect(person.page.locator('.codebook-tag')).toHaveCount(1)
  }
})

test('[N2] one edits, deletes and takes back one’s own; replies keep their thread', async ({
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  await wang.comments('“十五五”', '開局之年。')
  await expect(lin.margin.card('開局之年。')).toBeVisible()

  await wang.edits('開局之年。', '“十五五”的開局之年。')
  await expect(lin.margin.card('“十五五”的開局之年。')).toContainText('已編輯')

  await wang.deletes('“十五五”的開局之年。')
  await expect(lin.margin.cards).toHaveCount(0)
  await wang.page.getByRole('button', { name: '復原' }).click()
  await expect(lin.margin.card('“十五五”的開局之年。')).toBeVisible()

  await lin.replies('“十五五”的開局之年。', '是第一年。')
  await wang.deletes('“十五五”的開局之年。')
  for (const person of [lin, wang]) {
    await expect(person.margin.cards).toHaveCount(1)
    await expect(person.margin.cards).not.toContainText('的開局之年。')
    await expect(person.margin.cards).toContainText('是第一年。')
  }
  // Nobody has a menu to change what somebody else wrote.
  await wang.margin.opens('是第一年。')
  await expect(wang.margin.note('是第一年。').getByRole('button', { name: '更多' })).toHaveCount(0)
})

test('[N4] whoever began a thread, and an editor, settle and reopen it; others do not', async ({
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'annotator')
  const zhao = await join('趙同學', 'annotator')
  await Promise.all([lin.open(), wang.open(), zhao.open()])
  await wang.asks('“六個重大突破”', '是哪六個？')

  const card = await zhao.margin.opens('是哪六個？')
  await expect(card.getByRole('textbox', { name: '回覆' })).toBeVisible()
  await expect(card.getByRole('button', { name: '了結' })).toHaveCount(0)

  await lin.resolves('是哪六個？')
  for (const person of [lin, wang, zhao]) await expect(person.margin.cards).toHaveCount(0)
  await wang.looksAt('已了結')
  await expect(wang.margin.card('是哪六個？')).toBeVisible()
  await wang.reopens('是哪六個？')
  await expect(lin.margin.card('是哪六個？')).toBeVisible()
})
