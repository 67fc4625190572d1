import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Config, readConfig } from './config.ts'

function config(env: Record<string, string>, ...argv: string[]): Config {
  const read = readConfig(env, argv)
  if (!read.ok) throw new Error(read.message)
  return read.config
}
function complaint(env: Record<string, string>, ...argv: string[]): string {
  const read = readConfig(env, argv)
  return read.ok ? 'no complaint' : read.message
}

describe('settings', () => {
  test('[H7] nothing has to be set', () => {
    expect(config({ PATH: '/bin', PORT: '', PUBLIC_URL: ' ' })).toEqual({
      port: 3000,
      host: '127.0.0.1',
      lan: false,
      dataDir: resolve('data'),
      publicUrl: null,
      allowedOrigins: [],
      createDocuments: 'owners',
      secret: null,
      metricsToken: null,
      logLevel: 'warn',
      backups: { everyHours: null, dir: resolve('data/backups'), keep: 7 },
    })
  })

  test('[H7] everything can be set', () => {
    const secret = 's'.repeat(32)
    expect(
      config({
        PORT: '0',
        HOST: '::1',
        DATA_DIR: '/srv/hezhu',
        PUBLIC_URL: 'https://Notes.example.org:443/',
        ALLOWED_ORIGINS: 'http://a.example, https://b.example:8443/ ,',
        CREATE_DOCUMENTS: 'everyone',
        SECRET: secret,
        METRICS_TOKEN: 'm'.repeat(16),
        LOG_LEVEL: 'debug',
        BACKUP_EVERY_HOURS: '0.5',
        BACKUP_DIR: '/mnt/backups',
        BACKUP_KEEP: '30',
      }),
    ).toEqual({
      port: 0,
      host: '::1',
      lan: false,
      dataDir: resolve('/srv/hezhu'),
      publicUrl: 'https://notes.example.org',
      allowedOrigins: ['http://a.example', 'https://b.example:8443'],
      createDocuments: 'everyone',
      secret,
      metricsToken: 'm'.repeat(16),
      logLevel: 'debug',
      backups: { everyHours: 0.5, dir: resolve('/mnt/backups'), keep: 30 },
    })
  })

  test('[H7] --lan listens on all addresses, and says so when HOST wants another', () => {
    expect(config({}, '--lan')).toMatchObject({ lan: true, host: '::' })
    expect(config({ HOST: '0.0.0.0' }, '--lan')).toMatchObject({ lan: true, host: '0.0.0.0' })
    expect(complaint({ HOST: '127.0.0.1' }, '--lan')).toMatch(/^HOST=127\.0\.0\.1 and --lan contradict/)
  })

  test.each([
    ['PORT', 'abc'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['HOST', 'http://localhost'],
    ['HOST', 'two words'],
    ['PUBLIC_URL', 'notes.example.org'],
    ['PUBLIC_URL', 'https://example.org/notes'],
    ['PUBLIC_URL', 'https://example.org/?a'],
    ['PUBLIC_URL', 'https://me:secret@example.org'],
    ['PUBLIC_URL', 'ftp://example.org'],
    ['ALLOWED_ORIGINS', 'https://a.example, *'],
    ['CREATE_DOCUMENTS', 'nobody'],
    ['LOG_LEVEL', 'loud'],
    ['BACKUP_EVERY_HOURS', '0'],
    ['BACKUP_EVERY_HOURS', 'daily'],
    ['BACKUP_KEEP', '0'],
    ['BACKUP_KEEP', '-1'],
    ['PORT', `9\n${'9'.repeat(1_000)}`],
  ])('[H7] %s=%j is refused in one line that names it and what was given', (name, value) => {
    const message = complaint({ [name]: value })
    expect(message).toMatch(new RegExp(`^${name} must be .*, not ".*"\\.$`))
    expect(message.length).toBeLessThan(250)
  })

  test('[H7] a secret that is too short is refused and not repeated', () => {
    expect(complaint({ SECRET: 'hunter2' })).toBe('SECRET must have at least 32 characters.')
    expect(complaint({ METRICS_TOKEN: 'hunter2' })).toBe('METRICS_TOKEN must have at least 16 characters.')
  })

  test('[H7] all wrong settings are told at once, on one line', () => {
    expect(complaint({ PORT: 'x', LOG_LEVEL: 'y' })).toMatch(/^PORT must .*"x"\. LOG_LEVEL must .*"y"\.$/)
  })

  test('[H7] an unknown argument is refused', () => {
    expect(complaint({}, '--lann')).toMatch(/^Unknown argument "--lann"/)
  })
})
