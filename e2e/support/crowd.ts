import { EventEmitter } from 'node:events'
import { nanoid } from 'nanoid'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { type AnnotationRecord, bodyFromText, type Target } from '../../shared/annotation.ts'
import type { BlockInfo, DocumentInfo, GuestResponse } from '../../shared/api.ts'
import { recordId } from '../../shared/ids.ts'

// Every stock provider listens for the end of the process.
process.setMaxListeners(0)
EventEmitter.defaultMaxListeners = 0

/** Somebody without a browser, who writes through a stock provider: to fill a room quickly. */
export class Visitor {
  readonly name: string
  readonly id: string
  readonly #ydoc = new Y.Doc()
  readonly #provider: WebsocketProvider
  readonly #place: Place

  private constructor(name: string, id: string, place: Place, provider: (ydoc: Y.Doc) => WebsocketProvider) {
    this.name = name
    this.id = id
    this.#place = place
    this.#provider = provider(this.#ydoc)
  }

  /** Joins with a link as a browser would, and waits until the room is there. */
  static async joins(link: string, name: string): Promise<Visitor> {
    const { origin, hash } = new URL(link)
    const joined = await fetch(`${origin}/api/session/guest`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ invite: hash.slice(1), name }),
    })
    if (!joined.ok) throw new Error(`${name}: ${joined.status} ${await joined.text()}`)
    const { user, document } = (await joined.json()) as GuestResponse
    const cookie = joined.headers
      .getSetCookie()
      .map((one) => one.slice(0, one.indexOf(';')))
      .join('; ')
    const place = await placeOf(`${origin}/api/documents/${document.id}`, cookie)
    class Socket extends WebSocket {
      constructor(url: string | URL) {
        super(url, { headers: { cookie, origin } })
      }
    }
    const visitor = new Visitor(
      name,
      user.id,
      place,
      (ydoc) =>
        new WebsocketProvider(`${origin.replace('http', 'ws')}/sync/${document.id}`, 'notes', ydoc, {
          WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
          disableBc: true,
        }),
    )
    await visitor.#synced()
    return visitor
  }

  /** Comments on blocks, all in one update. */
  comments(notes: readonly { block: number; words: string }[]): void {
    const annotations = this.#ydoc.getMap<AnnotationRecord>('annotations')
    const time = new Date().toISOString()
    this.#ydoc.transact(() => {
      for (const { block, words } of notes)
        annotations.set(recordId(this.id, nanoid(12)), {
          target: [this.#target(block)],
          motivation: 'commenting',
          body: bodyFromText(words),
          created: time,
          modified: time,
          rev: 1,
        })
    })
  }

  /** Says which block he reads, as a browser does. */
  reads(block: number): void {
    this.#provider.awareness.setLocalStateField('at', this.#place.blocks[block]?.id)
  }

  /** How many notes he sees. */
  get seen(): number {
    return this.#ydoc.getMap('annotations').size
  }

  leaves(): void {
    this.#provider.destroy()
    this.#ydoc.destroy()
  }

  #target(block: number): Target {
    const { epoch, blocks } = this.#place
    const blockId = blocks[block]?.id
    if (blockId === undefined) throw new Error(`There is no block ${block}.`)
    return { source: 'text', epoch, blockId }
  }

  #synced(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#provider.synced) resolve()
      else this.#provider.once('sync', () => resolve())
    })
  }
}

interface Place {
  epoch: string
  blocks: readonly BlockInfo[]
}

async function placeOf(document: string, cookie: string): Promise<Place> {
  const ask = async (url: string) => (await fetch(url, { headers: { cookie } })).json()
  const [{ epoch }, { blocks }] = (await Promise.all([ask(document), ask(`${document}/blocks`)])) as [
    DocumentInfo,
    { blocks: BlockInfo[] },
  ]
  return { epoch, blocks }
}
