import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Looks at a block in every frame from now on; answers how far it has strayed, in pixels. */
async function keepAnEyeOn(person: Person, block: number): Promise<() => Promise<number>> {
  await person.text.block(block).evaluate((element) => {
    const stray = { pixels: 0 }
    Object.assign(window, { stray })
    const id = element.getAttribute('data-block-id') ?? ''
    const home = element.getBoundingClientRect().top
    const look = () => {
      // A remote change may replace the element; the reader sees the paragraph.
      const now = document.querySelector(`.text > [data-block-id="${CSS.escape(id)}"]`)
      const top = now?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY
      stray.pixels = Math.max(stray.pixels, Math.abs(top - home))
      requestAnimationFrame(look)
    }
    look()
  })
  return () => person.page.evaluate(() => (window as unknown as { stray: { pixels: number } }).stray.pixels)
}

test('[W3] while others annotate, the paragraph one reads stays where it is', async ({
  owner: lin,
  join,
}) => {
  const [wang, chen] = await Promise.all([join('王小明', 'annotator'), join('陳編輯', 'editor')])
  await Promise.all([lin.open(), wang.open(), chen.open()])
  await lin.text.scrollsTo(6)
  const strayed = await keepAnEyeOn(lin, 6)

  await Promise.all([
    (async () => {
      await wang.comments('“八八戰略”', '很長的一則。'.repeat(60))
      await wang.tagsBlock(5, '改革', '創新', '風險', '開放', '挑戰')
      await wang.commentsOnBlock(6, '正在讀的這一段。')
    })(),
    (async () => {
      await chen.asks('高水平安全良性互動', '為什麼說是互動？')
      await chen.tagsBlock(6, '安全')
      await chen.commentsOnBlock(7, '下一段。')
      await chen.comments('一步一個腳印', '前面的一段。')
    })(),
  ])
  await expect(lin.row(6).locator('.chip')).toContainText('安全')
  await expect(lin.margin.card('正在讀的這一段。')).toBeVisible()
  await lin.margin.expectApart()
  expect(await strayed()).toBeLessThanOrEqual(1)

  // An unfinished note of one's own is no less a place to stay.
  await lin.text.selects('“安全網”')
  await lin.offered('批注').click()
  await lin.margin.draft.getByRole('textbox').fill('還沒寫完')
  await lin.text.stands()
  const stillStrayed = await keepAnEyeOn(lin, 6)
  await wang.commentsOnBlock(6, '又一則。')
  await chen.comments('織密織牢', '又一則，同一行。')
  await expect(lin.margin.card('又一則，同一行。')).toBeVisible()
  expect(await stillStrayed()).toBeLessThanOrEqual(1)
  await expect(lin.margin.draft.getByRole('textbox')).toBeFocused()
  await expect(lin.margin.draft.getByRole('textbox')).toHaveValue('還沒寫完')
  await lin.margin.expectApart()
})

test('[W3] cards stay apart, and the open one is level with its passage', async ({ owner: lin }) => {
  await lin.open()
  const passages = ['“十五五”', '“八八戰略”', '“4+1”', '“132”', '“六個重大突破”', '“八個聚焦聚力”']
  for (const passage of passages) await lin.comments(passage, `關於${passage}。`.repeat(4))
  await lin.closesCards()
  await expect(lin.margin.cards).toHaveCount(passages.length)
  await lin.margin.expectApart()
  for (const passage of ['“六個重大突破”', '“132”', '“八八戰略”']) {
    await lin.text.clicks(passage)
    await expect(lin.page.locator('[data-card][aria-current]')).toContainText(`關於${passage}。`)
    await lin.margin.expectLevel(`關於${passage}。`, lin.text, passage)
    await lin.margin.expectApart()
  }
})

test('[W2] a reader’s selection survives what others write', async ({ owner: lin, join }) => {
  const wang = await join('王小明', 'reader')
  await Promise.all([lin.open(), wang.open()])
  await wang.text.selects('牢牢扭住高質量發展')
  await lin.comments('“八八戰略”', '同一段裡的批注。')
  await lin.comments('高質量發展建設', '同一句裡的批注。')
  await expect(wang.margin.card('同一句裡的批注。')).toBeVisible()
  expect(await wang.text.selected()).toBe('牢牢扭住高質量發展')
})
