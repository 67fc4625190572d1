import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** The settings of README.md, checked. No other setting is read anywhere in the server. */
export interface Config {
  /** 0: any free one; the real one is printed. */
  port: number
  host: string
  /** Started with --lan: listens on all addresses of this machine and announces each. */
  lan: boolean
  /** Absolute. */
  dataDir: string
  /** Where links lead when the server's own address is not what people see: an origin, no slash at the end. */
  publicUrl: string | null
  /** Origins that may use the server beside its own addresses. */
  allowedOrigins: string[]
  createDocuments: 'owners' | 'everyone'
  /** Null: made once and kept in the data folder. */
  secret: string | null
  metricsToken: string | null
  logLevel: (typeof LOG_LEVELS)[number]
  backups: {
    /** Null: only by `npm run backup`. */
    everyHours: number | null
    /** Absolute. */
    dir: string
    /** How many of those that the server made by itself stay. */
    keep: number
  }
}

/** `message` is one line for whoever starts the server: what is wrong and what is allowed. */
export type ReadConfig = { ok: true; config: Config } | { ok: false; message: string }

const HOURS_A_YEAR = 8_784
const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
/** Both families: `::` takes IPv4 as well, where the machine has IPv6 at all. */
const ALL_ADDRESSES = ['::', '0.0.0.0']
const HOST_NAME = /^[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?$/i

const origin = z
  .string()
  .refine((text) => originOf(text) !== null)
  .transform((text) => originOf(text) ?? '')

const settings = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .prefault('3000'),
  HOST: z
    .string()
    .refine((host) => isIP(host) !== 0 || HOST_NAME.test(host))
    .optional(),
  DATA_DIR: z.string().prefault('./data'),
  PUBLIC_URL: origin.nullable().default(null),
  ALLOWED_ORIGINS: z
    .string()
    .transform((list) =>
      list
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    )
    .pipe(z.array(origin))
    .prefault(''),
  CREATE_DOCUMENTS: z.enum(['owners', 'everyone']).default('owners'),
  SECRET: z.string().min(32).nullable().default(null),
  METRICS_TOKEN: z.string().min(16).nullable().default(null),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('warn'),
  BACKUP_EVERY_HOURS: z
    .string()
    .regex(/^\d{1,4}(\.\d{1,3})?$/)
    .transform(Number)
    .refine((hours) => hours >= 0.1 && hours <= HOURS_A_YEAR)
    .nullable()
    .default(null),
  BACKUP_DIR: z.string().optional(),
  BACKUP_KEEP: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .refine((count) => count >= 1)
    .prefault('7'),
})
type Name = keyof typeof settings.shape

const DEMANDS: Record<Name, string> = {
  PORT: 'must be a number from 0 to 65535',
  HOST: 'must be an address or a host name of this machine',
  DATA_DIR: 'must be a folder',
  PUBLIC_URL: 'must be an http or https address without a path, like https://notes.example.org',
  ALLOWED_ORIGINS: 'must be http or https addresses without a path, separated by commas',
  CREATE_DOCUMENTS: 'must be "owners" or "everyone"',
  SECRET: 'must have at least 32 characters',
  METRICS_TOKEN: 'must have at least 16 characters',
  LOG_LEVEL: `must be one of ${LOG_LEVELS.join(', ')}`,
  BACKUP_EVERY_HOURS: `must be a number of hours from 0.1 to ${HOURS_A_YEAR}`,
  BACKUP_DIR: 'must be a folder',
  BACKUP_KEEP: 'must be a number from 1 to 9999',
}
/** What must not turn up in a terminal or a log. */
const HIDDEN: readonly Name[] = ['SECRET', 'METRICS_TOKEN']

/**
 * Reads the settings from an environment and the command line. An empty variable counts as unset, as compose files
 * write it; an unknown argument or a wrong value is told, never guessed at.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): ReadConfig {
  const unknown = argv.find((argument) => argument !== '--lan')
  if (unknown !== undefined)
    return wrong(
      `Unknown argument ${quoted(unknown)}: only --lan is known; everything else is set by variables.`,
    )
  const lan = argv.includes('--lan')

  const given = Object.fromEntries(
    Object.keys(settings.shape).map((name) => [name, env[name]?.trim() || undefined]),
  )
  const read = settings.safeParse(given)
  if (!read.success) {
    const names = new Set(read.error.issues.map((issue) => issue.path[0] as Name))
    return wrong([...names].map((name) => `${name} ${DEMANDS[name]}${seen(name, given[name])}.`).join(' '))
  }
  const value = read.data
  if (lan && value.HOST !== undefined && !ALL_ADDRESSES.includes(value.HOST))
    return wrong(`HOST=${value.HOST} and --lan contradict each other: --lan listens on all addresses.`)
  const dataDir = resolve(value.DATA_DIR)
  return {
    ok: true,
    config: {
      port: value.PORT,
      host: value.HOST ?? (lan ? '::' : '127.0.0.1'),
      lan,
      dataDir,
      publicUrl: value.PUBLIC_URL,
      allowedOrigins: value.ALLOWED_ORIGINS,
      createDocuments: value.CREATE_DOCUMENTS,
      secret: value.SECRET,
      metricsToken: value.METRICS_TOKEN,
      logLevel: value.LOG_LEVEL,
      backups: {
        everyHours: value.BACKUP_EVERY_HOURS,
        dir: resolve(value.BACKUP_DIR ?? join(dataDir, 'backups')),
        keep: value.BACKUP_KEEP,
      },
    },
  }
}

function wrong(message: string): ReadConfig {
  return { ok: false, message }
}

function seen(name: Name, value: string | undefined): string {
  return value === undefined || HIDDEN.includes(name) ? '' : `, not ${quoted(value)}`
}

/** On one line and not endless, whatever was given. */
function quoted(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
}

/** The origin of an address that is nothing but an origin; null for all else. */
function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const bare = url.pathname === '/' && !/[?#]/.test(text) && url.username === '' && url.password === ''
  return bare && /^https?:$/.test(url.protocol) ? url.origin : null
}
