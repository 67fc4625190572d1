import { isDeepStrictEqual } from 'node:util'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { roomId } from '../../server/storage/update-log.ts'
import { CLOSE } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { jsonOf } from '../support/guarded-room.ts'
import { userId } from '../support/test-access.ts'
import { edit } from './editing.ts'
import { writeNotes } from './note-writing.ts'
import { addFigures, type Figures, type Proof, type Round } from './round.ts'
import { Tab } from './tab.ts'
import { copiesIn, tokensIn } from './tokens.ts'
import { DOCUMENT, turns, World } from './world.ts'

const STEPS = 60
/** Whose tabs: five to eight, so that some have two. alice stays an owner. */
const PEOPLE: readonly [name: string, role: Role][] = [
  ['alice', 'owner'],
  ['bob', 'editor'],
  ['carol', 'annotator'],
  ['dan', 'editor'],
  ['rita', 'reader'],
]
const SECOND_TABS = ['alice', 'bob', 'dan']

/**
 * A session of honest people with a network that breaks, a server that restarts and roles that change while they work.
 * Nobody is refused, all see the same in the end, what was acknowledged is there unless somebody who had seen it deleted it,
 * and the log says who wrote what.
 */
export const simulate: Proof = { play: (round) => new Session(round).play() }

class Session {
  readonly #round: Round
  readonly #tabs: Tab[] = []
  readonly #typed = new Map<string, Tab>()
  /** By somebody at whose tab they stood; of two copies one. */
  readonly #deleted = new Set<string>()
  readonly #figures: Figures = {
    sessions: 1,
    frames: 0,
    restarts: 0,
    roles: 0,
    tokens: 0,
    displaced: 0,
    untold: 0,
    kept: 0,
  }
  /** Text moves from block to block, and may be displaced by that. */
  readonly #structural: boolean
  #world: World | undefined

  constructor(round: Round) {
    this.#round = round
    this.#structural = round.random.chance(0.6)
  }

  async play(): Promise<Figures> {
    const { random } = this.#round
    const room = random.pick(['text', 'text', 'commentary', 'notes'] as const)
    this.#world = await World.begin(room, Object.fromEntries(PEOPLE))
    this.#note(`room ${room}${this.#structural ? '' : ', text stays in its block'}`)
    const names = PEOPLE.map(([name]) => name).concat(SECOND_TABS.slice(0, random.below(4)))
    for (const [n, name] of names.entries()) this.#tabs.push(new Tab(this.world, name, `${name}${n}`, random))
    for (const tab of this.#tabs) if (random.chance(0.8)) tab.connects()
    await this.#carryAll()
    try {
      for (let step = 0; step < STEPS; step++) {
        await this.#step()
        for (let n = random.below(10); n > 0; n--) this.#carry()
        if (random.chance(0.5)) await turns(1)
      }
      await this.#settle()
      await this.#check()
    } finally {
      await this.world.ends()
    }
    for (const tab of this.#tabs) addFigures(this.#figures, { frames: tab.sent, explained: tab.explained })
    return this.#figures
  }

  get world(): World {
    return this.#world as World
  }
  #note(what: string): void {
    this.#round.story.push(what)
  }
  #count(what: string): void {
    this.#figures[what] = (this.#figures[what] ?? 0) + 1
  }

  async #step(): Promise<void> {
    const { random } = this.#round
    const dice = random.below(100)
    const tab = random.pick(this.#tabs)
    if (dice < 6) {
      this.#note(`${tab.label} ${tab.online ? 'loses the network' : 'comes back'}`)
      if (tab.online) tab.disconnects()
      else tab.connects()
    } else if (dice < 9) {
      this.#note(`${tab.label} reloads`)
      tab.reloads()
    } else if (dice < 11) {
      this.#count('restarts')
      const gently = random.chance(0.5)
      this.#note(gently ? 'the server restarts' : 'the server is killed')
      if (gently) await this.world.restarts()
      else {
        // First of all, so that nothing of what dies can say a word more.
        for (const one of this.#tabs) one.disconnects()
        this.world.crashes()
      }
      await turns(2)
      if (random.chance(0.5)) await this.world.folds()
    } else if (dice < 14) this.#changesRole()
    else if (
      tab.mayWrite &&
      tab.writes &&
      tab.ydoc.store.clients.size + Number(this.world.room !== 'text') > 0
    )
      this.#writes(tab)
  }

  #changesRole(): void {
    const { random } = this.#round
    const [name] = random.pick(PEOPLE.slice(1))
    const role = random.pick(['editor', 'annotator', 'reader'] as const)
    if (role === this.world.roleOf(name)) return
    this.#note(`${name} becomes ${role}`)
    this.#count('roles')
    this.world.access.setRole(DOCUMENT, name, role)
    for (const tab of this.#tabs) if (tab.name === name) tab.becomes(role)
    // Else it is seen at the next frame that writes.
    if (random.chance(0.7)) this.world.close(name, CLOSE.roleChanged, 'role-changed')
  }

  #writes(tab: Tab): void {
    const { random } = this.#round
    const { room } = this.world
    const newToken = () => {
      const token = String.fromCharCode(0x4e00 + this.#typed.size)
      this.#typed.set(token, tab)
      tab.wrote(token)
      return token
    }
    const newWord = () => newToken() + (random.chance(0.3) ? newToken() : '')
    const before = copiesIn(tab.ydoc, room)
    const dice = random.below(10)
    const did = tab.acts(() => {
      const undo = room === 'notes' ? tab.undo : (tab.bind(room)?.undo ?? tab.undo)
      if (dice < 2) {
        if (dice === 0) undo.undo()
        else undo.redo()
        return dice === 0 ? 'undoes' : 'redoes'
      }
      const role = this.world.roleOf(tab.name) as Role
      if (room === 'notes')
        return tab.ydoc.transact(() => writeNotes(tab.ydoc, random, tab.name, role, newToken), 'he')
      const editor = tab.bind(room)
      if (editor !== null) return edit(editor, random, newWord, this.#structural)
      beginText(tab, room)
      return 'begins'
    })
    const after = copiesIn(tab.ydoc, room)
    for (const [token, copies] of before) if ((after.get(token) ?? 0) < copies) this.#deleted.add(token)
    this.#note(`${tab.label} ${did}`)
  }

  /** Carries one thing somewhere. */
  #carry(): boolean {
    const { random } = this.#round
    const ways = this.#tabs.flatMap((tab) => {
      const { wire } = tab
      if (wire === null) return []
      return [
        ...(wire.mayReachServer ? [() => wire.carryToServer()] : []),
        ...(wire.toClient.length > 0 ? [() => tab.hears()] : []),
      ]
    })
    if (ways.length === 0) return false
    random.pick(ways)()
    return true
  }
  async #carryAll(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      while (this.#carry()) quiet = 0
      await turns(2)
    }
  }

  async #settle(): Promise<void> {
    this.#note('all come back')
    for (let tries = 0; tries < 5; tries++) {
      for (const tab of this.#tabs) tab.connects()
      await this.#carryAll()
      // Some have just learned that their role has changed; and who may write now but came as a reader has not been asked.
      for (const tab of this.#tabs) if (tab.mayWrite && !tab.settled) tab.disconnects()
      if (this.#tabs.every((tab) => tab.online && (tab.settled || !tab.mayWrite))) return
    }
    const states = this.#tabs.filter((tab) => tab.mayWrite && !tab.settled).map((tab) => tab.state)
    throw new Error(`not settled: ${states.join('; ')}`)
  }

  async #check(): Promise<void> {
    const { world } = this
    hold(
      'nobody is accused',
      this.#tabs.flatMap((tab) => tab.trouble),
      [],
    )
    hold('the server has no trouble', world.errors, [])
    const replayed = await world.replayed()
    const stored = jsonOf(replayed)
    for (const { label, ydoc } of this.#tabs) hold(`${label} sees what is stored`, jsonOf(ydoc), stored)
    for (const { label, editor } of this.#tabs)
      if (editor !== null && editor.shouldShow.childCount > 0)
        hold(`${label} shows the text`, shown(editor.state.doc), shown(editor.shouldShow))
    await this.#checkTokens(replayed)
    this.#checkWriters(replayed)
    // Who comes after a restart sees the same.
    await world.restarts()
    const late = new Tab(world, 'alice', 'late', this.#round.random)
    late.connects()
    for (let n = 0; n < 3; n++) {
      await turns(2)
      while (late.wire?.mayReachServer) late.wire.carryToServer()
      while ((late.wire?.toClient.length ?? 0) > 0) late.hears()
    }
    hold('who comes late sees what is stored', jsonOf(late.ydoc), stored)
  }

  /**
   * What is not in the text was deleted by somebody who had seen it, or lies in the rescue journal; or it is known of the
   * very tab with a stock provider that it can't have told the server.
   */
  async #checkTokens(replayed: Y.Doc): Promise<void> {
    const journal = new Set<string>()
    for (const [name] of PEOPLE)
      for (const { text } of await this.world.log.displacedOf(DOCUMENT, userId(name)))
        for (const letter of text) journal.add(letter)
    const visible = tokensIn(replayed, this.world.room)
    this.#figures.tokens = this.#typed.size
    const lost: string[] = []
    for (const [token, tab] of this.#typed) {
      if (tab.kept.has(token)) this.#count('kept')
      else if (visible.has(token) || this.#deleted.has(token)) continue
      else if (journal.has(token)) this.#count('displaced')
      else if (this.#structural && this.#tabs.some(({ untold }) => untold.has(token))) this.#count('untold')
      else lost.push(token)
    }
    hold('no token is lost', lost, [])
  }

  /** Each struct is attributed, and its clientID bound, to somebody; in notes to whoever the key names. */
  #checkWriters(replayed: Y.Doc): void {
    const { db, key, room } = this.world
    const bound = new Map(
      db
        .prepare<[string], { client: number; user: string }>(
          'SELECT client, user FROM bindings WHERE room = ?',
        )
        .all(roomId(key))
        .map(({ client, user }) => [client, user]),
    )
    const attributed = db
      .prepare<[string], { client: number; from: number; to: number; user: string }>(
        'SELECT client, from_clock AS "from", to_clock AS "to", user FROM attribution WHERE room = ? ORDER BY client, from_clock',
      )
      .all(roomId(key))
    const reach = new Map<number, number>()
    for (const { client, from, to, user } of attributed) {
      hold(`who wrote ${client} is who owns it`, user, bound.get(client))
      hold(`what ${client} wrote is attributed without a gap`, from, reach.get(client) ?? 0)
      reach.set(client, to)
    }
    for (const [client, structs] of replayed.store.clients) {
      const last = structs.at(-1)
      hold(
        `all that ${client} wrote is attributed`,
        reach.get(client),
        (last?.id.clock ?? 0) + (last?.length ?? 0),
      )
    }
    for (const tab of this.#tabs) {
      const owner = bound.get(tab.ydoc.clientID)
      if (owner !== undefined) hold(`${tab.label} is itself`, owner, userId(tab.name))
    }
    if (room !== 'notes') return
    for (const [note, item] of replayed.getMap('annotations')._map)
      hold(`${note} is written by whom it names`, bound.get(item.id.client), note.slice(0, note.indexOf(':')))
  }
}

/** Marks of a hard break are not stored, and show nothing. */
function shown(doc: ProseMirrorNode): string {
  let text = doc.toString()
  while (/\w+\(hardBreak\)/.test(text)) text = text.replace(/\w+\(hardBreak\)/g, 'hardBreak')
  return text
}

function beginText(tab: Tab, room: RoomName): void {
  const block = new Y.XmlElement('block')
  const attributes = { id: `${tab.label}-first`, kind: 'paragraph', level: 0, indent: 0 }
  for (const [name, value] of Object.entries(attributes)) block.setAttribute(name, value as string)
  block.insert(0, [new Y.XmlText('§')])
  tab.ydoc.transact(() => tab.ydoc.getXmlFragment(room).insert(0, [block]), 'he')
}

function hold(what: string, is: unknown, expected: unknown): void {
  if (isDeepStrictEqual(is, expected)) return
  throw new Error(`${what}:\n  ${JSON.stringify(is)}\nis not\n  ${JSON.stringify(expected)}`)
}
