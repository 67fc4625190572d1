import { expect, test } from 'vitest'
import { pickLanguage } from './index.ts'
import { relativeTime, timeAgo } from './time.ts'

test.each([
  [['zh-TW', 'en'], 'zh-Hant'],
  [['zh-HK'], 'zh-Hant'],
  [['zh'], 'zh-Hant'],
  [['zh-CN'], 'zh-Hans'],
  [['zh-SG', 'en'], 'zh-Hans'],
  [['zh-Hant-CN'], 'zh-Hant'],
  [['zh-Hans-TW'], 'zh-Hans'],
  [['en-GB', 'zh-TW'], 'en'],
  [['fr', 'ja', 'en-US'], 'en'],
  [['fr'], 'zh-Hant'],
  [[], 'zh-Hant'],
])('wishes %j get %s', (wishes, language) => {
  expect(pickLanguage(wishes)).toBe(language)
})

test('times are told in the largest whole unit, in the reader’s language', () => {
  const now = Date.parse('2026-02-24T12:00:00Z')
  expect(relativeTime('2026-02-24T11:57:10Z', now, 'zh-Hant')).toBe('2 分鐘前')
  expect(relativeTime('2026-02-23T11:00:00Z', now, 'zh-Hant')).toBe('昨天')
  expect(relativeTime('2026-03-03T12:00:00Z', now, 'en')).toBe('in 7 days')
  expect(relativeTime('2026-02-24T11:59:40Z', now, 'zh-Hans')).toBe('刚刚')
  // Clocks differ, and a page looks at its own once a minute.
  expect(timeAgo('2026-02-24T12:00:50Z', now, 'zh-Hant')).toBe('剛剛')
  expect(timeAgo('2026-02-24T11:57:10Z', now, 'zh-Hant')).toBe('2 分鐘前')
  expect(relativeTime('2024-02-24T12:00:00Z', now, 'en')).toBe('2 years ago')
})
