import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Unit tests lie beside their files; tests/ holds what needs several parts at once. Browser tests are in e2e/. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['{server,web,shared,tests}/**/*.test.{ts,tsx}'],
    environment: 'node',
    // One for each core of a small machine: most tests wait for processes and disks.
    maxWorkers: 2,
    // Real servers, real files, forty rooms at a time: slow machines get the time they need.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'artifacts/vitest.json' }]],
  },
})
