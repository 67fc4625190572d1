import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PROBLEM_CODES } from '../../shared/api.ts'
import { ROLES } from '../../shared/roles.ts'
import { LANGUAGES } from './index.ts'

function strings(language: string, namespace: string): Map<string, string> {
  const file = new URL(`./${language}/${namespace}.json`, import.meta.url)
  const found = new Map<string, string>()
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string') found.set(path, value)
    else
      for (const [key, inner] of Object.entries(value as object)) walk(inner, path ? `${path}.${key}` : key)
  }
  walk(JSON.parse(readFileSync(file, 'utf8')), '')
  return found
}

/** `notes_one` and `notes_other` are one string in two forms; Chinese needs only one. */
const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '')
const keys = (found: Map<string, string>) => [...new Set([...found.keys()].map(withoutPlural))].sort()
const blanks = (text: string) =>
  [...new Set(text.match(/\{\{\s*\w+/g) ?? [])].map((b) => b.replace(/\W/g, '')).sort()

describe.each(['account', 'app', 'care', 'document', 'kept', 'text'])('namespace %s', (namespace) => {
  const reference = strings('zh-Hant', namespace)

  test.each(LANGUAGES)('[W1] %s has the same keys as 繁體中文', (language) => {
    expect(keys(strings(language, namespace))).toEqual(keys(reference))
  })

  test.each(LANGUAGES)('[W1] no string of %s is empty', (language) => {
    const empty = [...strings(language, namespace)].filter(([, text]) => text.trim() === '')
    expect(empty).toEqual([])
  })

  test.each(LANGUAGES)('[W1] %s fills in the same blanks', (language) => {
    for (const [key, text] of strings(language, namespace)) {
      const base = withoutPlural(key)
      const other = reference.get(base) ?? reference.get(`${base}_other`) ?? ''
      // "one person" may leave the number out.
      if (key.endsWith('_one')) continue
      expect({ key, blanks: blanks(text) }).toEqual({ key, blanks: blanks(other) })
    }
  })
})

test.each(LANGUAGES)('[W1] %s has words for every problem and role', (language) => {
  const app = strings(language, 'app')
  expect([...PROBLEM_CODES, 'offline'].filter((code) => !app.has(`problems.${code}`))).toEqual([])
  expect(ROLES.filter((role) => !app.has(`roles.${role}`) || !app.has(`roleHints.${role}`))).toEqual([])
})

test.each(LANGUAGES)('[W14] %s has words for every reason of a refusal', (language) => {
  const protocol = readFileSync(new URL('../../docs/PROTOCOL.md', import.meta.url), 'utf8')
  const list = /Refusal reasons include ([\s\S]*?)\. `path` names/.exec(protocol)?.[1] ?? ''
  const reasons = [...list.matchAll(/`([a-z-]+)`/g)].map(([, reason]) => reason)
  expect(reasons.length).toBeGreaterThan(15)
  const kept = strings(language, 'kept')
  const ours = ['other-epoch', 'other-schema', 'incomplete', 'newer-there', 'role-lost', 'gone', 'displaced']
  expect([...reasons, ...ours].filter((reason) => !kept.has(`reason.${reason}`))).toEqual([])
})
