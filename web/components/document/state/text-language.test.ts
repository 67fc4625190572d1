import { expect, test } from 'vitest'
import { textLanguage } from './text-language.ts'

test.each([
  ['我們這個國家', 'zh-Hant'],
  ['我们这个国家', 'zh-Hans'],
  ['一心一意', 'zh-Hant'],
  ['注釈をつける', 'ja'],
  ['주석', 'ko'],
  ['An annotated text', undefined],
])('%s is %s', (text, language) => {
  expect(textLanguage(text)).toBe(language)
})
