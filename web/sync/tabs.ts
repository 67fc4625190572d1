/** What the tabs of one browser tell each other about what it keeps. */
export type TabMessage =
  /** This person has signed out: nothing of his is kept any more. */
  | { kind: 'forget'; userId: string | undefined }
  /** A room's replica has been given up; whoever holds it starts afresh. */
  | { kind: 'afresh'; replica: string }
  /** Something has been put aside, sent after all, or thrown away. */
  | { kind: 'kept' }

const CHANNEL = 'hezhu'

/** Hears the other tabs until it is closed; nothing where a browser knows no such thing. */
export class Tabs {
  readonly #channel: BroadcastChannel | undefined

  constructor(hear: (message: TabMessage) => void = () => {}) {
    if (typeof BroadcastChannel === 'undefined') return
    this.#channel = new BroadcastChannel(CHANNEL)
    this.#channel.onmessage = ({ data }) => hear(data as TabMessage)
  }

  tell(message: TabMessage): void {
    this.#channel?.postMessage(message)
  }

  close(): void {
    this.#channel?.close()
  }
}
