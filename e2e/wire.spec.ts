import { expect, test } from './support/test.ts'

test('[W1] reading writes nothing, whatever one’s role', async ({ owner: lin, join }) => {
  const [reader, annotator, editor] = await Promise.all([
    join('讀者', 'reader'),
    join('批注者', 'annotator'),
    join('編輯', 'editor'),
  ])
  const people = [lin, reader, annotator, editor]
  await Promise.all(people.map((person) => person.open()))
  for (const person of people) {
    await person.text.scrollsTo(12)
    await person.isSaved()
    expect(person.wire.written, `written by ${person.name}`).toEqual([])
  }
})

test('[W1] a reader’s page never writes, and shows nothing to write with', async ({ owner: lin, join }) => {
  const reader = await join('讀者', 'reader')
  await Promise.all([lin.open(), reader.open()])
  await lin.comments('“八八戰略”', '請大家看這裡。')
  await expect(reader.margin.card('請大家看這裡。')).toBeVisible()

  await reader.text.selects('“132”')
  await expect(reader.adder).toHaveCount(0)
  await reader.page.keyboard.press('Control+Alt+m')
  await reader.text.block(3).focus()
  for (const key of ['Enter', 'c', 'q', 't', '?']) await reader.page.keyboard.press(key)
  await reader.page.keyboard.press('Escape')
  await expect(reader.margin.draft).toHaveCount(0)
  await expect(reader.tagField).toHaveCount(0)
  await reader.margin.opens('請大家看這裡。')
  await expect(reader.page.getByRole('textbox')).toHaveCount(0)
  await expect(reader.page.locator('.gutter-button, .chip-add')).toHaveCount(0)
  await expect(reader.text.blocks.first()).not.toHaveAttribute('contenteditable', 'true')
  await reader.reloads()
  await expect(reader.margin.card('請大家看這裡。')).toBeVisible()
  expect(reader.wire.written).toEqual([])
})

test('[W1] an annotator’s page writes notes and never the text', async ({ owner: lin, join }) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  await expect(wang.page.locator('.edit-toggle')).toHaveCount(0)
  await wang.comments('“八八戰略”', '只寫批注。')
  await wang.isSaved()
  await wang.text.clicks('“132”')
  await wang.page.keyboard.type('不會進正文')
  expect((await lin.text.lines()).join('')).not.toContain('不會進正文')
  expect(wang.wire.written.map(({ room }) => room)).toContain('notes')
  expect(wang.wire.written.filter(({ room }) => room === 'text')).toEqual([])
})
