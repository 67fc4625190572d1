import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkImportLaw, IMPORT_LAW } from './import-law.ts'

/** One violation of each rule, type-only wherever a type would do: [importing file, imported file]. */
const PLANTED: Record<string, [from: string, to: string]> = {
  'no-cycles': ['shared/a.ts', 'shared/b.ts'],
  'everything-resolves': ['server/sync/a.ts', 'server/sync/nowhere.ts'],
  'nothing-imports-tests': ['server/sync/a.ts', 'tests/support/harness.ts'],
  'shared-is-pure': ['shared/a.ts', 'node:fs'],
  'server-never-imports-web': ['server/http/a.ts', 'web/stores/types.ts'],
  'web-never-imports-server': ['web/sync/a.ts', 'server/sync/ports.ts'],
  'only-the-wiring-names-sqlite': ['server/sync/a.ts', 'server/storage/sqlite/log.ts'],
  'parts-of-the-server-are-apart': ['server/http/a.ts', 'server/sync/room/room.ts'],
  'storage-knows-nobody': ['server/storage/a.ts', 'server/sync/ports.ts'],
  'nobody-imports-the-wiring': ['server/http/a.ts', 'server/main.ts'],
  'ui-knows-nothing-of-ours': ['web/ui/A.tsx', 'shared/roles.ts'],
  'sync-and-anchoring-are-below-stores': ['web/anchoring/a.ts', 'web/stores/notes.ts'],
  'stores-are-below-hooks': ['web/stores/a.ts', 'web/hooks/use-store.ts'],
  'hooks-are-below-components': ['web/hooks/a.ts', 'web/components/Card.tsx'],
  'the-editor-is-below-components': ['web/editor/a.ts', 'web/components/Card.tsx'],
  'components-are-below-pages': ['web/components/A.tsx', 'web/pages/DocumentPage.tsx'],
}

function plant(root: string, path: string, source: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), source)
}

async function rulesBrokenBy([from, to]: [string, string]): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'import-law-'))
  try {
    for (const folder of ['server', 'web', 'shared', 'tests', 'e2e', 'bench'])
      plant(root, `${folder}/empty.ts`, 'export {}')
    const jsx = from.endsWith('x') ? '\nexport const drawn = <b>JSX is read, too</b>' : ''
    const up = '../'.repeat(from.split('/').length - 1)
    if (to.startsWith('node:')) plant(root, from, `import type { Stats } from '${to}'\nexport type X = Stats`)
    else plant(root, from, `import type { X } from '${up}${to}'\nexport type Y = X${jsx}`)
    if (to === 'shared/b.ts')
      plant(root, to, `import type { Y } from './a.ts'\nexport type X = string\nexport type Z = Y`)
    else if (!to.includes('nowhere') && !to.startsWith('node:')) plant(root, to, 'export type X = string')
    const { summary } = await checkImportLaw(root)
    return [...new Set(summary.violations.map((violation) => violation.rule.name))]
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

describe('the import law', () => {
  test('every rule has a planted violation', () => {
    expect(Object.keys(PLANTED).sort()).toEqual(IMPORT_LAW.map((rule) => rule.name).sort())
  })

  test.each(Object.entries(PLANTED))('a planted type-only violation of %s is found', async (rule, pair) => {
    expect(await rulesBrokenBy(pair)).toContain(rule)
  })

  test('is kept', async () => {
    const { summary, modules } = await checkImportLaw(fileURLToPath(new URL('../..', import.meta.url)))
    // A check that reads nothing finds nothing.
    expect(summary.totalDependenciesCruised ?? 0).toBeGreaterThan(100)
    expect(modules.find((module) => module.source === 'server/sync/sync.ts')?.dependencies).not.toEqual([])
    const broken = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
    expect(broken).toEqual([])
  })
})
