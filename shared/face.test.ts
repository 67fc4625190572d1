import { expect, test } from 'vitest'
import { PIGMENTS } from './annotation.ts'
import { faceOf, initialOf, pigmentOf } from './face.ts'

test.each([
  ['林曉青', '林'],
  ['  Ana', 'A'],
  ['𠮷田', '𠮷'],
  ['👩‍👩‍👧 家', '👩‍👩‍👧'],
  ['é́lan'.normalize('NFD'), 'é́'.normalize('NFD')],
  ['', '?'],
])('the face of %j shows %j', (name, initial) => {
  expect(initialOf(name)).toBe(initial)
})

test('a person keeps their pigment, whatever they are called', () => {
  const id = 'Zk3vQ8wLm2Xy7RtB'
  expect(faceOf({ id, name: '甲' }).pigment).toBe(faceOf({ id, name: '乙' }).pigment)
})

test('every pigment is somebody’s, none is almost everybody’s', () => {
  const count = new Map<string, number>()
  for (let n = 0; n < 800; n++) {
    const pigment = pigmentOf(`user${n.toString(36).padStart(16, '0')}`)
    count.set(pigment, (count.get(pigment) ?? 0) + 1)
  }
  expect([...count.keys()].sort()).toEqual([...PIGMENTS].sort())
  expect(Math.max(...count.values())).toBeLessThan(200)
})
