import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

test('[H9] what an error or a request carries is left out; what helps stays', () => {
  const lines: string[] = []
  const log = createLogger('info', { write: (line: string) => void lines.push(line) })
  const token = randomBytes(32).toString('base64url')
  const session = `${'aB3'.repeat(11)}.${randomBytes(32).toString('base64')}`
  const id = 'Ab3Ab3Ab3Ab3Ab3Ab3Ab'
  const headers = { cookie: `hezhu=${session}`, 'set-cookie': [session], authorization: 'Bearer metrics' }
  const error = Object.assign(new Error(`UNIQUE failed for wang@hezhu.example`), {
    request: { headers, body: { password: '密碼密碼', email: 'x', invite: token } },
  })
  log.error(
    { err: error, user: id, req: { headers, path: `/join%23${token}`, from: 'wang%40hezhu.example' } },
    `came with ${session}`,
  )
  log.info({ token: 'short', password: '密碼密碼', headers }, 'also at the top')

  const written = lines.join('')
  for (const secret of [
    token,
    session,
    'Bearer metrics',
    '密碼密碼',
    'wang@hezhu.example',
    'wang%40',
    'short',
  ])
    expect(written).not.toContain(secret)
  for (const helpful of [id, 'UNIQUE failed for', 'came with', '/join%', 'logger.test'])
    expect(written).toContain(helpful)
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
})
