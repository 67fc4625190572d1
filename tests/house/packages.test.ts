import { describe, expect, test } from 'vitest'
import { ownFiles, read } from './tree.ts'

interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}
interface Lockfile {
  packages: Record<string, { version?: string; resolved?: string }>
}

/** Two copies of one of these break `instanceof`, shared types or the schema, mostly without an error. */
const ONE_COPY = /^(yjs|lib0|y-protocols|prosemirror-[a-z-]+|@tiptap\/[a-z-]+|react|react-dom)$/

const manifests = ownFiles('package.json', '*/package.json', '*/*/package.json')
const lockfiles = ownFiles('package-lock.json', '*/*/package-lock.json')
const lock = JSON.parse(read('package-lock.json')) as Lockfile

function copies(packages: Lockfile['packages']): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const path of Object.keys(packages)) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (path.includes('node_modules/') && ONE_COPY.test(name))
      found.set(name, [...(found.get(name) ?? []), path])
  }
  return found
}
const doubled = (packages: Lockfile['packages']) =>
  [...copies(packages)].filter(([, paths]) => paths.length > 1)

describe('packages', () => {
  test('a planted second copy is found', () => {
    const packages = { 'node_modules/yjs': {}, 'node_modules/y-websocket/node_modules/yjs': {} }
    expect(doubled(packages)).toHaveLength(1)
  })

  test('there is one copy of yjs, of each prosemirror and tiptap package, and of react', () => {
    expect(copies(lock.packages).size).toBeGreaterThan(20)
    expect(doubled(lock.packages)).toEqual([])
  })

  test.each(manifests)('%s pins every version exactly', (file) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file)) as Manifest
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    )
    expect(loose).toEqual([])
  })

  test.each(lockfiles)('%s names no private registry', (file) => {
    const { packages } = JSON.parse(read(file)) as Lockfile
    const elsewhere = Object.entries(packages).filter(
      ([, { resolved }]) => resolved?.includes('://') && !resolved.startsWith('https://registry.npmjs.org/'),
    )
    expect(elsewhere).toEqual([])
  })
})
