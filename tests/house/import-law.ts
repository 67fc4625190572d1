import swc from '@swc/core'
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'

/** dependency-cruiser asks swc for TypeScript without JSX; half of the web would not parse. */
const { parseFileSync } = swc
swc.parseFileSync = ((file: string, options: swc.TsParserConfig) =>
  parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') })) as typeof parseFileSync

/** The import law of docs/ARCHITECTURE.md as rules. Tests may import what they like; nothing may import tests. */
const TEST = '\\.(test|spec)\\.tsx?$'
const LIBRARY = '(^|/)node_modules/'

/** What has the right to be imported is said by `to`; `$1` in `pathNot` is the group matched in `from`. */
export const IMPORT_LAW: (IForbiddenRuleType & { name: string })[] = [
  { name: 'no-cycles', from: {}, to: { circular: true } },
  {
    name: 'everything-resolves',
    from: {},
    // Vite's own suffixes (`?url`, virtual modules) are not files.
    to: { couldNotResolve: true, pathNot: '^virtual:|\\?|\\.css$' },
  },
  {
    name: 'nothing-imports-tests',
    from: { path: '^(server|web|shared)/', pathNot: TEST },
    to: { path: `^(tests|e2e|bench)/|${TEST}` },
  },
  {
    name: 'shared-is-pure',
    from: { path: '^shared/', pathNot: TEST },
    to: { pathNot: `^shared/|${LIBRARY}(yjs|lib0|prosemirror-model|zod)/` },
  },
  { name: 'server-never-imports-web', from: { path: '^server/' }, to: { path: '^web/' } },
  { name: 'web-never-imports-server', from: { path: '^web/' }, to: { path: '^server/' } },
  {
    name: 'only-the-wiring-names-sqlite',
    from: { path: '^server/', pathNot: `^server/(main\\.ts$|start/|storage/sqlite/)|${TEST}` },
    to: { path: `^server/storage/sqlite/|${LIBRARY}better-sqlite3/` },
  },
  {
    // Siblings meet in main.ts; what one needs of another is written down in its ports.ts.
    name: 'parts-of-the-server-are-apart',
    from: { path: '^server/(http|sync|auth|projection|import|storage)/', pathNot: TEST },
    to: {
      path: '^server/',
      pathNot: '^server/($1/|storage/[^/]+\\.ts$|(http|sync|auth|projection|import)/ports\\.ts$)',
    },
  },
  {
    name: 'storage-knows-nobody',
    from: { path: '^server/storage/', pathNot: TEST },
    to: { path: '^server/', pathNot: '^server/storage/' },
  },
  {
    name: 'nobody-imports-the-wiring',
    from: { pathNot: TEST },
    to: { path: '^(server/main\\.ts|web/main\\.tsx)$' },
  },
  {
    name: 'ui-knows-nothing-of-ours',
    from: { path: '^web/ui/', pathNot: TEST },
    to: { path: '^(web|shared|server)/', pathNot: '^web/ui/' },
  },
  {
    name: 'sync-and-anchoring-are-below-stores',
    from: { path: '^web/(sync|anchoring)/', pathNot: TEST },
    to: { path: '^web/', pathNot: '^web/(sync|anchoring|stores/types\\.ts$)' },
  },
  {
    name: 'stores-are-below-hooks',
    from: { path: '^web/stores/', pathNot: TEST },
    to: { path: '^web/', pathNot: '^web/(stores|sync|anchoring)/' },
  },
  {
    name: 'hooks-are-below-components',
    from: { path: '^web/hooks/', pathNot: TEST },
    to: { path: '^web/(components|pages|editor|ui)/' },
  },
  {
    name: 'the-editor-is-below-components',
    from: { path: '^web/editor/', pathNot: TEST },
    to: { path: '^web/(components|pages)/' },
  },
  { name: 'components-are-below-pages', from: { path: '^web/components/' }, to: { path: '^web/pages/' } },
]

/** Reads every import below `root`, type-only ones included, and judges it by the law. */
export async function checkImportLaw(root: string): Promise<ICruiseResult> {
  const { output } = await cruise(['server', 'web', 'shared', 'tests', 'e2e', 'bench'], {
    baseDir: root,
    ruleSet: { forbidden: IMPORT_LAW },
    validate: true,
    // TypeScript 7 has no API for others to parse with; without swc nothing at all would be found.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // The peers are a package of their own, installed only when they are measured.
    exclude: { path: '^bench/peers/|^node_modules/.*/node_modules/\\.cache' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'types', 'default'],
    },
  })
  if (typeof output === 'string') throw new Error(output)
  return output
}
