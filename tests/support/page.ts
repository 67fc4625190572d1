import 'fake-indexeddb/auto'
import { nanoid } from 'nanoid'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { bodyFromText, textOfBody } from '../../shared/annotation.ts'
import type { DocumentInfo } from '../../shared/api.ts'
import { SCHEMA_VERSION } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import { describeSelection } from '../../web/anchoring/describe.ts'
import { openDocumentSession } from '../../web/stores/document-session.ts'
import type { Environment } from '../../web/stores/environment.ts'
import type { OpenDocument, TextBlock, Thread } from '../../web/stores/types.ts'
import type { SocketClass } from '../../web/sync/counting-socket.ts'
import { LocalDatabase } from '../../web/sync/local-database.ts'
import { outboxName, type RoomPath } from '../../web/sync/local-schema.ts'
import type { UnsentWork } from '../../web/sync/outbox.ts'
import type { TestServer } from './sync-server.ts'
import { cookieOf, ORIGIN, userId } from './test-access.ts'
import { TextRoom } from './text-room.ts'
import { until } from './until.ts'

/** A document with a text, as import makes one. */
export async function documentOf(
  server: TestServer,
  members: Record<string, Role>,
  lines: readonly string[],
): Promise<string> {
  const id = nanoid(12)
  server.access.define(id, members)
  await server.rooms.create(id, 'text', Y.encodeStateAsUpdate(new TextRoom(lines).ydoc))
  return id
}

export interface PageOptions {
  as: string
  document: string
  epoch?: string
  /** Starts without network. */
  offline?: boolean
  /** Where nothing can be kept. */
  openDatabase?: () => Promise<LocalDatabase>
}

/** Unsent work that sets one record. */
export function strangeWork([path, value]: [path: string, value: unknown]): UnsentWork {
  const ydoc = new Y.Doc()
  const slash = path.indexOf('/')
  ydoc.getMap(path.slice(0, slash)).set(path.slice(slash + 1), value)
  return { update: Y.encodeStateAsUpdate(ydoc), keys: [path] }
}

/** One tab of a browser with a document open: the web's own stores against a real server. */
export class Page {
  readonly name: string
  readonly id: string
  document: OpenDocument
  readonly environment: Environment
  readonly frames: Uint8Array[] = []
  stale = 0
  /** How often the page has been opened afresh after a refusal. */
  afresh = 0
  readonly #path: RoomPath
  readonly #open: (before?: OpenDocument) => OpenDocument
  readonly #sockets = new Set<WebSocket>()
  #offline: boolean
  #unheard = false
  #changed: ((online: boolean) => void) | undefined

  constructor(server: TestServer, options: PageOptions) {
    this.name = options.as
    this.id = userId(options.as)
    this.#offline = options.offline ?? false
    const role = server.access.roleOf(options.document, this.id)
    if (role === null) throw new Error(`${options.as} is no member`)
    const info: DocumentInfo = {
      id: options.document,
      title: '講話',
      role,
      schema: SCHEMA_VERSION,
      epoch: options.epoch ?? 'epoch-1',
      created: '2026-03-01T08:00:00.000Z',
      source: {},
    }
    this.environment = {
      server: `ws://127.0.0.1:${server.port}`,
      socket: this.#socketClass(),
      openDatabase: options.openDatabase ?? (() => LocalDatabase.open()),
      fetchMembers: async () => ({ members: [], former: [] }),
      fetchInfo: async () => ({
        ...info,
        role: server.access.roleOf(options.document, this.id) ?? info.role,
      }),
      now: Date.now,
      random: () => 0,
      newId: () => nanoid(),
      watch: (changed) => {
        this.#changed = changed
        return () => {}
      },
    }
    this.#path = { documentId: info.id, room: 'notes', userId: this.id, epoch: info.epoch }
    this.#open = (before) =>
      openDocumentSession({
        info,
        user: { id: this.id, name: options.as },
        onStale: () => this.stale++,
        onAfresh: () => this.#startAfresh(),
        ...(before ? { trouble: before.trouble.get() } : {}),
        environment: this.environment,
      })
    this.document = this.#open()
  }

  /** As the page does: the same person at the same place, with a new ydoc. */
  #startAfresh(): void {
    this.afresh++
    const before = this.document
    before.destroy()
    this.document = this.#open(before)
  }

  /** The network goes: nothing is said goodbye to. */
  goesOffline(): this {
    this.#offline = true
    for (const socket of this.#sockets) socket.terminate()
    return this
  }
  /** What it sends is lost on the way, while it still hears; until it comes back. */
  isUnheard(): this {
    this.#unheard = true
    return this
  }
  comesBack(): this {
    this.#offline = false
    this.#unheard = false
    this.#changed?.(true)
    return this
  }
  leaves(): void {
    this.document.destroy()
  }

  async ready(): Promise<this> {
    await until(`${this.name} is ready`, () => this.document.ready.get())
    return this
  }
  async saved(): Promise<this> {
    await until(`${this.name} has saved`, () => this.document.saved.get().state === 'saved')
    return this
  }
  async offline(changes: number): Promise<this> {
    await until(`${this.name} is offline with ${changes} changes`, () => {
      const saved = this.document.saved.get()
      return saved.state === 'offline' && saved.changes === changes
    })
    return this
  }

  get blocks(): readonly TextBlock[] {
    return this.document.blocks.get()
  }
  get threads(): readonly Thread[] {
    return this.document.threads.get()
  }
  /** What is said in the threads, replies indented. */
  get talk(): string[] {
    return this.threads.flatMap(({ root, replies }) => [
      root.deleted ? '(deleted)' : textOfBody(root.body),
      ...replies.map((reply) => `  ${textOfBody(reply.body)}`),
    ])
  }

  /** Comments on the first place where these words stand. */
  comments(words: string, text: string): string {
    return this.document.annotate({
      target: [this.target(words)],
      motivation: 'commenting',
      body: bodyFromText(text),
    })
  }
  tags(words: string, label: string): string {
    const tag = this.document.createTag({ label })
    return this.document.annotate({ target: [this.target(words)], motivation: 'tagging', tags: [tag] })
  }
  replies(thread: string, text: string): string {
    return this.document.reply(thread, bodyFromText(text))
  }
  target(words: string) {
    const block = this.blocks.find((one) => one.text.includes(words))
    if (!block) throw new Error(`${words} is not in the text`)
    const start = block.text.indexOf(words)
    const selected = { startBlockId: block.id, start, endBlockId: block.id, end: start + words.length }
    const target = describeSelection(this.document.textRoom, selected)
    if (!target) throw new Error(`${words} can’t be described`)
    return target
  }
  /** As if another tab had left this behind, which no page of ours would write. */
  async finds(...records: [path: string, value: unknown][]): Promise<this> {
    const database = await LocalDatabase.open()
    const store = outboxName(this.#path)
    const at = Date.now()
    const left = records.map((record, n) => ({ ...strangeWork(record), store, tab: nanoid(), n, at }))
    await database.write(left, [])
    database.close()
    return this
  }
  /** Types into a block, as an editor would. */
  types(position: number, offset: number, text: string): this {
    const block = this.document.textRoom.ydoc.getXmlFragment('text').get(position) as Y.XmlElement
    const inline = block.get(0) as Y.XmlText
    inline.insert(offset, text)
    return this
  }

  /** Frames of the sync type that write, as they left. */
  get written(): Uint8Array[] {
    return this.frames.filter((frame) => frame[0] === 0 && frame[1] !== 0)
  }

  #socketClass(): SocketClass {
    const page = this
    class Socket extends WebSocket {
      constructor(url: string | URL) {
        super(page.#offline ? 'ws://127.0.0.1:9' : url, {
          headers: { cookie: cookieOf(page.name), origin: ORIGIN },
        })
        page.#sockets.add(this)
        this.on('close', () => page.#sockets.delete(this))
      }
      override send(data: Parameters<WebSocket['send']>[0]): void {
        page.frames.push(data as Uint8Array)
        if (!page.#unheard) super.send(data)
      }
    }
    return Socket as unknown as SocketClass
  }
}
