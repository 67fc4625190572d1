import { describe, expect, test } from 'vitest'
import { importApart } from './import-apart.ts'

const unreadable = { ok: false, problem: 'unreadable-text' }

describe('[I5] a text made to break its reader holds up nobody', () => {
  test.each([
    ['a table of a million cells', `|${'a|'.repeat(1_000)}\n|${'-|'.repeat(1_000)}\n${'|\n'.repeat(50_000)}`],
    ['an address that never ends', `${'a'.repeat(199_000)}@`],
    ['emphasis that never ends', '__a_'.repeat(49_000)],
  ])('%s', async (_, text) => {
    let turns = 0
    const turning = setInterval(() => turns++, 10)
    const result = await importApart({ text, format: 'markdown' }, { seconds: 1, megabytes: 64 })
    clearInterval(turning)
    expect(result).toEqual(unreadable)
    expect(turns).toBeGreaterThan(5)
  })
})

test('[I5] honest texts are read as ever, however many come at once', async () => {
  const texts = Array.from({ length: 5 }, (_, n) => `# 第${n}章\n\n正文`)
  const read = await Promise.all(texts.map((text) => importApart({ text, format: 'markdown' })))
  expect(read.map((result) => result.ok && result.document.title)).toEqual(texts.map((_, n) => `第${n}章`))
})
