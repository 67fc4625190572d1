import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Ended, ServerProcess } from '../support/server-process.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** Starts, and expects it to end by itself. */
function start(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  return new ServerProcess('server/main.ts', { DATA_DIR: temporaryFolder(), ...env }, args).ended()
}
/** What a refused start leaves on the screen: this line, and nothing else. */
function oneLine(text: RegExp): object {
  return {
    code: 1,
    signal: null,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`^${text.source}\n$`)),
  }
}

describe('a start that can’t be', () => {
  test('[H7] with a wrong setting', async () => {
    expect(await start({ PORT: 'abc' })).toEqual(oneLine(/PORT must be a number .*/))
  })

  test('[H7] with an unknown argument', async () => {
    expect(await start({}, '--public')).toEqual(oneLine(/Unknown argument "--public".*/))
  })

  test('[H7] on a taken port', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    expect(await start({ PORT: String(port) })).toEqual(oneLine(new RegExp(`PORT: ${port} is taken .*`)))
  })

  test('[H7] on an address of another machine', async () => {
    expect(await start({ HOST: '192.0.2.1' })).toEqual(oneLine(/HOST: 192\.0\.2\.1 is no address .*/))
  })

  test('[H7] on a data folder that is a file', async () => {
    const file = join(temporaryFolder(), 'data')
    writeFileSync(file, '')
    expect(await start({ DATA_DIR: file })).toEqual(oneLine(/DATA_DIR: .* can't be used as a folder .*/))
  })

  test('[H7] on a data folder that can’t be written', async () => {
    // Not even by the superuser.
    const folder = process.platform === 'linux' ? '/proc/self' : '/System'
    expect(await start({ DATA_DIR: folder })).toEqual(oneLine(/DATA_DIR: .* can't be written .*/))
  })

  test.each(['log.sqlite', 'app.sqlite', 'secret'])('[H7] with a damaged %s', async (name) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, name), 'neither a database nor a secret '.repeat(100))
    expect(await start({ DATA_DIR: folder })).toEqual(oneLine(new RegExp(`.*${name}.*`)))
  })

  test('[H7] on a data folder that another server uses, which goes on undisturbed', async () => {
    const folder = temporaryFolder()
    const first = new ServerProcess('server/main.ts', { DATA_DIR: folder })
    onTestFinished(async () => void (await first.signal('SIGKILL').ended()))
    await first.ready()
    expect(await start({ DATA_DIR: folder })).toEqual(oneLine(/DATA_DIR: another server is using .*/))
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)

    // However it ends, it leaves no lock behind.
    await first.signal('SIGKILL').ended()
    const next = new ServerProcess('server/main.ts', { DATA_DIR: folder })
    onTestFinished(async () => void (await next.signal('SIGKILL').ended()))
    await next.ready()
  })
})
