import { countCompositions, Ime } from './support/ime.ts'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Longer than the time in which an editor takes two inputs for one, so that nothing passes by luck. */
const SETTLED = 550

/** Puts the caret into the text that is being edited, and waits until it is really there. */
async function standsAfter(person: Person, words: string): Promise<void> {
  await person.text.clicks(words, 'after')
  await expect(person.editor).toBeFocused()
  await person.page.waitForTimeout(SETTLED)
}

test('[W6] Enter that confirms a candidate does not send the comment', async ({ owner: lin }) => {
  await lin.open()
  const ime = await Ime.of(lin.page)
  await lin.text.selects('“八八戰略”')
  await lin.offered('批注').click()
  const field = lin.margin.draft.getByRole('textbox')
  await expect(field).toBeFocused()

  await ime.composes('zhan')
  await ime.composes('zhan lue')
  for (const key of ['Enter', 'Control+Enter', 'Escape', 'ArrowDown']) await ime.presses(key)
  await expect(lin.margin.draft).toBeVisible()
  await expect(lin.margin.cards).toHaveCount(0)
  await ime.commits('戰略')
  await expect(field).toHaveValue('戰略')
  await ime.types(lin.page, 'suma', '是什麼？')
  await expect(field).toHaveValue('戰略是什麼？')
  await field.press('Control+Enter')
  await expect(lin.margin.card('戰略是什麼？')).toBeVisible()
})

test('[W6] while a tag is being composed, Enter, comma and Esc are the IME’s', async ({ owner: lin }) => {
  await lin.open()
  const ime = await Ime.of(lin.page)
  await lin.text.selects('“八八戰略”')
  await lin.offered('標籤').click()
  await expect(lin.tagField).toBeFocused()
  await ime.composes('shu,zi')
  for (const key of ['Enter', 'Escape', ',']) await ime.presses(key)
  await expect(lin.page.locator('.codebook-tag')).toHaveCount(0)
  await expect(lin.tagField).toBeVisible()
  await ime.commits('數字')
  await expect(lin.tagField).toHaveValue('數字')
  // The Chinese comma ends a tag as the Latin one does, once it is really written.
  await ime.types(lin.page, ',', '，')
  await expect(lin.page.locator('.codebook-tag')).toHaveText(/數字/)
  await expect(lin.tagField).toHaveValue('')
  await lin.tagField.press('Escape')
})

test('[W7] while one composes in the text, another types in the same paragraph: both texts are whole', async ({
  owner: lin,
  join,
}) => {
  const chen = await join('陳編輯', 'editor')
  await Promise.all([lin.open(), chen.open()])
  await Promise.all([lin.editsText(), chen.editsText()])
  const ime = await Ime.of(lin.page)
  await standsAfter(lin, '聚焦聚力落實')
  const compositions = await countCompositions(lin.page)
  await ime.composes('ni')
  await standsAfter(chen, '一年春作首')
  await chen.page.keyboard.type('(甲)')
  await ime.composes('ni hao')
  await standsAfter(chen, '牢牢扭住')
  await chen.page.keyboard.type('(乙)')
  await ime.composes('nihao')
  await ime.commits('你好')

  for (const person of [lin, chen]) {
    await expect.poll(() => person.text.line(1)).toContain('聚焦聚力落實你好習近平')
    await expect.poll(() => person.text.line(1)).toContain('一年春作首(甲),萬事')
    await expect.poll(() => person.text.line(1)).toContain('牢牢扭住(乙)高質量')
  }
  expect(await compositions()).toBe(1)
  expect(await lin.text.line(1)).toBe(await chen.text.line(1))
})

test('[W7] while one composes, another splits, inserts before and deletes beside: both texts are whole', async ({
  owner: lin,
  join,
}) => {
  const chen = await join('陳編輯', 'editor')
  await Promise.all([lin.open(), chen.open()])
  await Promise.all([lin.editsText(), chen.editsText()])
  const ime = await Ime.of(lin.page)
  await standsAfter(lin, '聚焦聚力落實')
  const compositions = await countCompositions(lin.page)
  await ime.composes('ren')
  // A split before the place of composition, in the same paragraph.
  await standsAfter(chen, '萬事干為先。')
  await chen.page.keyboard.press('Enter')
  await ime.composes('ren min')
  // The characters right before and after it go.
  await chen.text.selects('落實習近平')
  await chen.page.keyboard.press('Delete')
  await ime.composes('renmin')
  await chen.page.keyboard.press('Home')
  await ime.commits('人民')

  for (const person of [lin, chen]) {
    await expect.poll(() => person.text.line(1)).toBe('一年春作首,萬事干為先。')
    await expect.poll(() => person.text.line(2)).toMatch(/^2026年是“十五五”開局之年.*聚焦聚力人民總書記/)
    await expect(person.text.blocks).toHaveCount(33)
  }
  expect(await compositions()).toBe(1)
  expect(await lin.text.lines()).toEqual(await chen.text.lines())
  await lin.isSaved()
})
