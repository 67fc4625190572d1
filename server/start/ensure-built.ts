import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'

/**
 * Runs before `npm start`: builds the pages when they were never built, or when a source is newer than the build,
 * so that after an update one command is enough. Where only the build is shipped, it is taken as it is.
 */
const built = 'dist/web/index.html'
const sources = ['package-lock.json', ...globSync(['web/**/*.*', 'shared/**/*.ts'])]

function isStale(): boolean {
  if (!existsSync(built)) return true
  const builtAt = statSync(built).mtimeMs
  return sources.some((file) => statSync(file).mtimeMs > builtAt)
}

if (existsSync('web/index.html') && existsSync('node_modules/vite') && isStale()) {
  console.log('Building the pages (once, about 20 seconds) …')
  const build = spawnSync('npm', ['run', '--silent', 'build'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  if (build.status !== 0) {
    console.error(`${build.stdout}${build.stderr}\nThe pages could not be built.`)
    process.exit(1)
  }
}
