import { expect, test } from 'vitest'
import { syncPath } from '../../../shared/protocol.ts'
import { readSyncRequest } from './request.ts'

test('reads what syncPath writes', () => {
  expect(readSyncRequest(syncPath('document1', 'notes'))).toEqual({
    documentId: 'document1',
    room: 'notes',
    schema: 1,
    epoch: null,
    client: null,
    acks: false,
  })
  const all = syncPath('document1', 'text', { schema: 2, epoch: 'e&1', client: 4_294_967_295, ack: true })
  expect(readSyncRequest(all)).toEqual({
    documentId: 'document1',
    room: 'text',
    schema: 2,
    epoch: 'e&1',
    client: 4_294_967_295,
    acks: true,
  })
})

test.each(['', ' 1', '1 ', '0x1', '1e1', '-1', '1.0', '+1', '９', '9'.repeat(16), 'Infinity'])(
  'the number «%s» is none, and not missing either',
  (text) => {
    const url = `/sync/document1/text?client=${encodeURIComponent(text)}&schema=${encodeURIComponent(text)}`
    expect(readSyncRequest(url)).toMatchObject({ client: Number.NaN, schema: Number.NaN })
  },
)

test('of a parameter that comes twice the first counts', () => {
  expect(readSyncRequest('/sync/document1/text?client=1&client=2&ack=0&ack=1')).toMatchObject({
    client: 1,
    acks: false,
  })
})

test('a stock provider leaves everything out', () => {
  expect(readSyncRequest('/sync/document1/text')).toMatchObject({ schema: null, acks: false })
})

test.each([
  '/',
  '//',
  '/sync',
  '/sync/document1',
  '/sync/document1/cellar',
  '/sync/x/text',
  '/sync/document1/text/',
  '/other/document1/text',
  '/sync/document1/%74ext',
  '/sync/document1\\text',
  '/sync/../sync/document1/text',
  '//elsewhere.example/sync/document1/text',
  'http://elsewhere.example/sync/document1/text',
])('%s is no address of a room', (url) => {
  expect(readSyncRequest(url)).toBeNull()
})
