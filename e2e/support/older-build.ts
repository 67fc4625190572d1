import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { build, type Plugin } from 'vite'

/** What a page of this build is told to be without, and which schema it says it has; nothing: as it is. */
export interface Older {
  without?: string
  schema?: number
}

/** Rewrites the two files in which the schema and its version are written, so that a page can be told to know less. */
const knowingLess: Plugin = {
  name: 'knowing-less',
  enforce: 'pre',
  transform(code, id) {
    const known = (list: string) =>
      `(${list} as const).filter((name) => name !== (globalThis as any).older?.without)`
    const change = (pattern: RegExp, by: (all: string, value: string) => string) => {
      const changed = code.replace(pattern, by)
      if (changed === code) throw new Error(`${id} has no ${pattern}`)
      code = changed
    }
    if (id.endsWith('shared/blocks.ts'))
      for (const name of ['NODES', 'MARKS'])
        change(
          new RegExp(`const ${name} = (\\[[^\\]]*\\]) as const`),
          (_, list) => `const ${name} = ${known(list)}`,
        )
    else if (id.endsWith('shared/protocol.ts'))
      change(
        /SCHEMA_VERSION = (\d+)/,
        (_, version) => `SCHEMA_VERSION = (globalThis as any).older?.schema ?? ${version}`,
      )
    else return null
    return code
  },
}

/** A build of the web in a folder of its own that can play an older one. */
export class OlderBuild {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hezhu-older-'))

  async make(): Promise<this> {
    await build({
      configFile: fileURLToPath(new URL('../../web/vite.config.ts', import.meta.url)),
      logLevel: 'error',
      plugins: [knowingLess],
      build: { outDir: this.#folder, emptyOutDir: true, minify: false, reportCompressedSize: false },
    })
    return this
  }

  /** The page gets the scripts of this build instead of the server's, as if it had been open since before. */
  async servesTo(page: Page, older: Older): Promise<void> {
    await page.addInitScript((value) => Object.assign(globalThis, { older: value }), older)
    const entry = this.#scripts.find((name) => name.startsWith('index-')) ?? ''
    await page.route('**/assets/*.js', (route) => {
      const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? ''
      const ours = name.startsWith('index-') ? entry : name
      // What only the server's own build has was asked for in vain, ahead of time.
      if (!this.#scripts.includes(ours)) return route.continue()
      return route.fulfill({ path: join(this.#folder, 'assets', ours), contentType: 'text/javascript' })
    })
  }

  get #scripts(): string[] {
    return readdirSync(join(this.#folder, 'assets')).filter((name) => name.endsWith('.js'))
  }

  discard(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
