import { expect, test } from 'vitest'
import type { RoomState } from '../sync/room-options.ts'
import { savedState } from './saved-store.ts'

const room = (state: Partial<RoomState>): RoomState => ({
  link: 'open',
  saved: true,
  unsent: 0,
  local: 'loaded',
  synced: true,
  unstored: false,
  ...state,
})

test.each<[string, Partial<RoomState>[], boolean, object]>([
  ['two quiet rooms', [{}, {}], false, { state: 'saved' }],
  [
    'one still opening',
    [{}, { link: 'opening', saved: false, synced: false }],
    false,
    { state: 'connecting' },
  ],
  [
    'changes on their way',
    [
      { saved: false, unsent: 2 },
      { saved: false, unsent: 1 },
    ],
    false,
    { state: 'sending', changes: 3 },
  ],
  ['everything sent, not all acknowledged', [{ saved: false }, {}], false, { state: 'sending', changes: 0 }],
  ['a line just lost, nothing unsent', [{ link: 'lost', saved: false }, {}], false, { state: 'saved' }],
  [
    'a line just lost, something unsent',
    [{ link: 'lost', saved: false, unsent: 1 }, {}],
    false,
    { state: 'sending', changes: 1 },
  ],
  ['a line that stays lost', [{ link: 'lost', saved: false }, {}], true, { state: 'offline', changes: 0 }],
  [
    'a first try that failed',
    [{ link: 'lost', saved: false, synced: false }, {}],
    false,
    { state: 'connecting' },
  ],
  [
    'a room closed for good',
    [{ link: 'closed', saved: false, unsent: 4 }, {}],
    false,
    { state: 'offline', changes: 4 },
  ],
  [
    'a server that can store nothing',
    [{ link: 'lost', saved: false, unsent: 2, unstored: true }, {}],
    false,
    { state: 'offline', changes: 2, because: 'storage' },
  ],
])('[W4] of %s it says what is true', (_, rooms, lost, expected) => {
  expect(savedState(rooms.map(room), lost)).toEqual(expected)
})
