import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The checkout this test runs in. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const NOT_OURS = ['node_modules', 'dist', 'data', 'artifacts', 'test-results', 'coverage', '.git']

/** Paths, relative to the root, of everything that is written by hand; `patterns` as for glob. */
export function ownFiles(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: ROOT, exclude: (name) => NOT_OURS.includes(name.split('/').at(-1) ?? '') })
    .filter((file) => !NOT_OURS.some((folder) => file.split('/').includes(folder)))
    .sort()
}

export function read(file: string): string {
  return readFileSync(`${ROOT}/${file}`, 'utf8')
}
