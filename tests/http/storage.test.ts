import { expect, test } from 'vitest'
import { startAppServer } from '../support/app-server.ts'
import { until } from '../support/until.ts'

test('[S15] [H1] while nothing can be stored, the server says so: once in its log, and to whoever asks', async () => {
  let full = false
  const fails = async () => {
    if (full) throw new Error('no space left')
  }
  const server = await startAppServer({
    wrap: (log) => ({
      ...log,
      commit: async (appends) => fails().then(() => log.commit(appends)),
      probe: async () => fails().then(() => log.probe()),
    }),
  })
  const { owner } = await server.document()
  const measured = async () => (await owner.gets<string>('/metrics')).body
  expect((await owner.gets('/readyz')).status).toBe(200)
  expect(await measured()).toContain('hezhu_storage_failing 0')
  full = true
  for (let n = 0; n < 3; n++) await owner.isRefused('storage', 'POST', '/api/documents', { text: '文' })
  await owner.isRefused('storage', 'GET', '/readyz')
  // It is alive all the same, and what was stored can be read.
  expect((await owner.gets('/healthz')).status).toBe(200)
  await owner.has('GET', '/api/documents')
  expect(await measured()).toContain('hezhu_storage_failing 1')
  expect(await measured()).toContain('hezhu_storage_errors_total 3')
  const said = () => server.log.filter((line) => line.includes('storage failed'))
  expect(said()).toHaveLength(1)
  full = false
  await until('it is ready again', async () => (await owner.gets('/readyz')).status === 200)
  expect(await measured()).toContain('hezhu_storage_failing 0')
  expect(server.log.join('')).toContain('storage works again')
  await owner.has('POST', '/api/documents', { text: '文' })
  expect(said()).toHaveLength(1)
  await server.stop()
})
