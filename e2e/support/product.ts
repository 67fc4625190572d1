import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The real server with a data folder of its own, as `npm start` would run it. */
export class Product {
  /** Where it is reached, without a slash at the end. */
  url = ''
  /** The owner's link, printed at the first start. */
  ownerLink = ''
  /** Everything it printed. */
  output = ''
  readonly #data = mkdtempSync(join(tmpdir(), 'hezhu-e2e-'))
  /** Not in the data folder, which a restore replaces. */
  readonly #backup = `${this.#data}-backup.tar.gz`
  #child: ChildProcess | null = null

  /** Starts it, or starts it again with the same data at the same address. */
  async start(): Promise<void> {
    const port = this.url ? new URL(this.url).port : '0'
    const child = spawn(process.execPath, ['server/main.ts'], {
      cwd: ROOT,
      env: { ...process.env, PORT: port, HOST: '127.0.0.1', DATA_DIR: this.#data, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    const before = this.output.length
    await new Promise<void>((resolve, reject) => {
      const listen = (chunk: Buffer) => {
        this.output += chunk.toString()
        const printed = this.output.slice(before)
        const link = /^Open: (\S+)\/join#(\S+)$/m.exec(printed)
        if (link?.[1]) {
          this.url = link[1]
          this.ownerLink = `${link[1]}/join#${link[2]}`
        }
        if (this.url && printed.includes(this.url)) resolve()
      }
      child.stdout.on('data', listen)
      child.stderr.on('data', listen)
      child.on('exit', (code) => reject(new Error(`The server ended with ${code}:\n${this.output}`)))
    })
  }

  /** Ends it as an administrator would, or as a power cut would. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await gone
  }

  /** It stands still, as under a load that never ends; then goes on. */
  standsStill(): void {
    this.#child?.kill('SIGSTOP')
  }
  goesOn(): void {
    this.#child?.kill('SIGCONT')
  }

  /** So many hours pass for every invite. */
  letInvitesAge(hours: number): void {
    const database = new Database(join(this.#data, 'app.sqlite'))
    database.prepare('UPDATE invites SET expires = expires - ?').run(hours * 3_600_000)
    database.close()
  }

  /** The bytes of everything that was ever written into a document's rooms, in order. */
  storedIn(documentId: string): string[] {
    const database = new Database(join(this.#data, 'log.sqlite'), { readonly: true })
    const rows = database
      .prepare('SELECT room, seq, hex(bytes) AS bytes FROM updates WHERE document = ? ORDER BY room, seq')
      .all(documentId) as { room: string; seq: number; bytes: string }[]
    database.close()
    return rows.map(({ room, seq, bytes }) => `${room} ${seq} ${bytes}`)
  }

  /** One bit of the last update of a room is not what it was. Only while it does not run. */
  flipsABit(documentId: string, room: string): void {
    const database = new Database(join(this.#data, 'log.sqlite'))
    // A room's key names its document, its epoch and itself.
    const { key, seq, bytes } = database
      .prepare(
        'SELECT room AS key, seq, bytes FROM updates WHERE document = ? AND instr(room, ?) > 0 ORDER BY at DESC LIMIT 1',
      )
      .get(documentId, room) as { key: string; seq: number; bytes: Buffer }
    const middle = bytes.length >> 1
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle)
    database.prepare('UPDATE updates SET bytes = ? WHERE room = ? AND seq = ?').run(bytes, key, seq)
    database.close()
  }

  backsUp(): void {
    this.#runs('backup', this.#backup, '--replace')
  }

  /** Puts back what was last backed up. Only while it does not run. */
  restores(): void {
    this.#runs('restore', this.#backup, '--replace')
  }

  #runs(script: 'backup' | 'restore', ...args: string[]): void {
    const env = { ...process.env, DATA_DIR: this.#data, NODE_ENV: 'production' }
    execFileSync(process.execPath, [`server/start/${script}.ts`, ...args], { cwd: ROOT, env, stdio: 'pipe' })
  }

  async discard(): Promise<void> {
    await this.stop('SIGKILL')
    // A restore leaves the data from before beside it.
    for (const folder of readdirSync(tmpdir()))
      if (folder.startsWith(basename(this.#data)))
        rmSync(join(tmpdir(), folder), { recursive: true, force: true })
  }
}
