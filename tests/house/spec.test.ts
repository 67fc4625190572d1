import { describe, expect, test } from 'vitest'
import { ownFiles, read } from './tree.ts'

/** `- **S3** A restart changes nothing …` in docs/SPEC.md. */
const rulesIn = (text: string) => [...text.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, rule]) => rule ?? '')

/** `test('[S3] …`, also several rules in one title: `[S3] [S4] …` or `[S3, S4] …`. */
const quotedIn = (text: string) =>
  [...text.matchAll(/\[([A-Z]\d+(?:, ?[A-Z]\d+)*)\]/g)].flatMap(([, rules]) => (rules ?? '').split(/, ?/))

describe('the rules', () => {
  const rules = rulesIn(read('docs/SPEC.md'))
  const quoted = new Set(
    ownFiles('{server,web,shared,tests,e2e}/**/*.{test,spec}.{ts,tsx}')
      .filter((file) => !file.startsWith('tests/house/'))
      .flatMap((file) => quotedIn(read(file))),
  )

  test('planted: a rule and a quotation are found', () => {
    expect(rulesIn('- **Z9** A rule.\n- **Z9x** none')).toEqual(['Z9'])
    expect(quotedIn("test('[Z9, Z8] one', …) test('[Z7] two'")).toEqual(['Z9', 'Z8', 'Z7'])
  })

  test('each is there once', () => {
    expect(rules.length).toBeGreaterThan(50)
    expect(rules).toEqual([...new Set(rules)])
  })

  test('each is held by a test that quotes it', () => {
    expect(rules.filter((rule) => !quoted.has(rule))).toEqual([])
  })

  test('a test quotes no rule that does not exist', () => {
    expect([...quoted].filter((rule) => !rules.includes(rule))).toEqual([])
  })
})
