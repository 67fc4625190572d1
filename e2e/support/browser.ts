import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { chromium, type LaunchOptions } from '@playwright/test'

/** Chromium as Linux distributions install it. */
const SYSTEM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].flatMap((name) =>
  ['/usr/bin', '/usr/local/bin', '/snap/bin'].map((folder) => `${folder}/${name}`),
)

/** A system browser brings habits of its own: no sandbox as root, no updates, no calls home. */
const SYSTEM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A browser to test in: Playwright's own, else the system's, else one is installed. Fails with the command to
 * run: tests that could not run must never look as if they had passed.
 */
export function findBrowser(): LaunchOptions {
  const found = installed()
  if (found) return found
  for (const [command, ...args] of waysToInstall()) {
    console.log(`No browser found. Running: ${command} ${args.join(' ')}`)
    spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout: 10 * 60_000 })
    const now = installed()
    if (now) return now
  }
  throw new Error(
    'No Chromium found, and none could be installed. Run one of these, then try again:\n' +
      '  npx playwright install --with-deps chromium\n  apt-get update && apt-get install -y chromium',
  )
}

function installed(): LaunchOptions | null {
  if (existsSync(chromium.executablePath())) return { args: ['--disable-quic'] }
  const system = SYSTEM.find(isExecutable)
  return system ? { executablePath: system, args: SYSTEM_ARGS } : null
}

function waysToInstall(): [command: string, ...args: string[]][] {
  const isRoot = process.getuid?.() === 0
  const ways: [string, ...string[]][] = [['npx', 'playwright', 'install', 'chromium']]
  if (isRoot && existsSync('/usr/bin/apt-get'))
    ways.push(['sh', '-c', 'apt-get update && apt-get install -y --no-install-recommends chromium'])
  return ways
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
