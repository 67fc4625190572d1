import { afterEach, expect, test, vi } from 'vitest'
import { forgetDrafts, readDraft, writeDraft } from './drafts.ts'
import { forgetKept, keep, readKept } from './kept.ts'

class MemoryStorage {
  readonly #items = new Map<string, string>()
  full = false
  get length(): number {
    return this.#items.size
  }
  key = (index: number) => [...this.#items.keys()][index] ?? null
  getItem = (key: string) => this.#items.get(key) ?? null
  removeItem = (key: string) => void this.#items.delete(key)
  setItem = (key: string, value: string) => {
    if (this.full) throw new DOMException('full', 'QuotaExceededError')
    this.#items.set(key, value)
  }
}

afterEach(() => {
  vi.unstubAllGlobals()
  forgetDrafts()
})

test('a text not sent survives a reload, and is gone when it has been sent', () => {
  const storage = new MemoryStorage()
  vi.stubGlobal('localStorage', storage)
  writeDraft('doc/new/block', '寫到一半')
  forgetDrafts() // as a reload does
  expect(readDraft('doc/new/block')).toBe('寫到一半')
  writeDraft('doc/new/block', '')
  expect(readDraft('doc/new/block')).toBe('')
  expect(storage.length).toBe(0)
})

test('where the browser keeps nothing, a draft lives as long as the page', () => {
  vi.stubGlobal('localStorage', undefined)
  writeDraft('doc/reply/1', '還在')
  expect(readDraft('doc/reply/1')).toBe('還在')
  const storage = new MemoryStorage()
  storage.full = true
  vi.stubGlobal('localStorage', storage)
  writeDraft('doc/reply/2', '也在')
  expect(readDraft('doc/reply/2')).toBe('也在')
  expect(keep('anything', 1)).toBe(false)
})

test('what is kept and can’t be read counts as not kept; forgetting takes only what is ours', () => {
  const storage = new MemoryStorage()
  vi.stubGlobal('localStorage', storage)
  storage.setItem('hezhu/broken', '{')
  storage.setItem('theirs', '1')
  keep('document/1', { id: '1' })
  expect(readKept('broken')).toBeUndefined()
  expect(readKept('document/1')).toEqual({ id: '1' })
  forgetKept('')
  expect(storage.length).toBe(1)
  expect(readKept('document/1')).toBeUndefined()
})
