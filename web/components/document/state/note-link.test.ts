import { expect, test } from 'vitest'
import { noteIn, noteLink } from './note-link.ts'

test('a link to a note leads back to it', () => {
  const id = 'Zk3vQ8wLm2Xy7RtB:V1StGXR8_Z5jdHi6B-myT'
  const link = noteLink('doc-12345678', id, 'https://hezhu.example')
  expect(noteIn(new URL(link).hash)).toBe(id)
  expect(new URL(link).search).toBe('')
})

test('anything else in the address is no note', () => {
  expect(['', '#', '#note=', '#note=%E0%A4%A', '#section'].map(noteIn)).toEqual(Array(5).fill(undefined))
})
