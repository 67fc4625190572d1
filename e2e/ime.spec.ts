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

/** Both edit; each has the caret where it shall be, before the first letter is composed. */
async function bothEdit(lin: Person, chen: Person): Promise<Ime> {
  await Promise.all([lin.open(), chen.open()])
  await Promise.all([lin.editsText(), chen.editsText()])
  await standsAfter(lin, '聚焦聚力落實')
  return Ime.of(lin.page)
}

test('[W7] while one composes in the text, another types in the same paragraph: both texts are whole', async ({
  owner: lin,
  join,
}) => {
  const chen = await join('陳編輯', 'editor')
  const ime = await bothEdit(lin, chen)
  const compositions = await countCompositions(lin.page)
  await standsAfter(chen, '一年春作首')
  await ime.composes('ni')
  await chen.page.keyboard.type('(前)')
  await ime.composes('ni hao')
  await ime.commits('你好')
  await expect.poll(() => chen.text.line(1)).toContain('聚焦聚力落實你好習近平')

  await standsAfter(chen, '牢牢扭住')
  await ime.composes('peng')
  await chen.page.keyboard.type('(後)')
  await ime.composes('peng you')
  await ime.commits('朋友')
  for (const person of [lin, chen]) {
    await expect.poll(() => person.text.line(1)).toContain('聚焦聚力落實你好朋友習近平')
    await expect.poll(() => person.text.line(1)).toContain('一年春作首(前),萬事')
    await expect.poll(() => person.text.line(1)).toContain('牢牢扭住(後)高質量')
  }
  expect(await compositions()).toBe(2)
  expect(await lin.text.lines()).toEqual(await chen.text.lines())
})

for (const { what, stands, key, becomes, blocks } of [
  {
    what: 'splits the paragraph',
    stands: (chen: Person) => standsAfter(chen, '萬事干為先。'),
    key: 'Enter',
    becomes: /^一年春作首,萬事干為先。\n2026年是“十五五”.*聚焦聚力落實人民習近平總書記/,
    blocks: 33,
  },
  {
    what: 'puts an empty paragraph before it',
    stands: async (chen: Person) => {
      await chen.text.clicks('一年春作首', 'before')
      await chen.page.waitForTimeout(SETTLED)
    },
    key: 'Enter',
    becomes: /^\n一年春作首,萬事干為先。2026年是.*聚焦聚力落實人民習近平總書記/,
    blocks: 33,
  },
  {
    what: 'deletes what stands right before and after',
    stands: (chen: Person) => chen.text.selects('聚焦聚力落實習近平總書記'),
    key: 'Delete',
    becomes: /^一年春作首.*深入踐行“八八戰略”,人民對浙江“4\+1”重要要求/,
    blocks: 32,
  },
])
  test(`[W7] while one composes, another ${what}: both texts are whole`, async ({ owner: lin, join }) => {
    const chen = await join('陳編輯', 'editor')
    const ime = await bothEdit(lin, chen)
    const compositions = await countCompositions(lin.page)
    await stands(chen)
    await ime.composes('ren')
    const heard = lin.wire.heard.length
    await chen.page.keyboard.press(key)
    await expect.poll(() => lin.wire.heard.length).toBeGreaterThan(heard)
    await ime.composes('ren min')
    await ime.commits('人民')
    for (const person of [lin, chen]) {
      await expect.poll(async () => (await person.text.lines()).slice(0, 3).join('\n')).toMatch(becomes)
      await expect(person.text.blocks).toHaveCount(blocks)
    }
    expect(await compositions()).toBe(1)
    expect(await lin.text.lines()).toEqual(await chen.text.lines())
    await lin.isSaved()
  })
