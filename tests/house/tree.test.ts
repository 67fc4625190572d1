import { describe, expect, test } from 'vitest'
import { ownFiles, read } from './tree.ts'

const SOURCES = '{server,web,shared,tests,e2e,bench}/**/*.{ts,tsx,css,html}'
const MAX_LINES = 400

/** What never belongs into the tree: somebody's own machine, and work that was left for later. */
const LEAKS: [what: string, pattern: RegExp][] = [
  ['a path of one machine', /(^|[\s"'`(=])\/(work|home|root|Users)\/\w/],
  ['a word for unfinished work', /\b(TODO|FIXME|XXX|coming soon)\b/],
  ['a lint rule switched off without a reason', /biome-ignore [\w/]+:?\s*$/],
]

const leaksIn = (text: string) => LEAKS.filter(([, pattern]) => pattern.test(text)).map(([what]) => what)
const own = ownFiles(SOURCES, '{docs,.ci}/**/*.{md,ts}', '.ci/run', '*.{md,json,ts}').filter(
  (file) => file !== 'tests/house/tree.test.ts' && !file.endsWith('package-lock.json'),
)

describe('the tree', () => {
  test('a planted leak of each kind is found', () => {
    for (const text of ["'/home/me/x'", '// TODO later', '// biome-ignore lint/suspicious/noConsole:'])
      expect(leaksIn(text)).toHaveLength(1)
    expect(leaksIn('see https://example.org/home/page and web/pages')).toEqual([])
  })

  test('names no machine and leaves nothing for later', () => {
    expect(own.length).toBeGreaterThan(50)
    const found = own.flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, index) => leaksIn(line).map((what) => `${file}:${index + 1}: ${what}`)),
    )
    expect(found).toEqual([])
  })

  test(`no source of the product is longer than ${MAX_LINES} lines`, () => {
    const long = ownFiles('{server,web,shared}/**/*.{ts,tsx}')
      .filter((file) => !/\.test\.tsx?$/.test(file))
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES)
    expect(long).toEqual([])
  })

  test('exports are named, and nothing is exported in passing', () => {
    const configs = /(^|\/)[\w-]+\.config\.ts$/
    const loose = ownFiles('{server,web,shared,tests,e2e,bench}/**/*.{ts,tsx}')
      .filter((file) => !configs.test(file))
      .filter((file) => /^export (default|\*)/m.test(read(file)))
    expect(loose).toEqual([])
  })
})
