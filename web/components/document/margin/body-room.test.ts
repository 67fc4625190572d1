import { expect, test } from 'vitest'
import { bodyFromText, bodySchema } from '../../../../shared/annotation.ts'
import { LIMITS } from '../../../../shared/limits.ts'
import { bodyRoom } from './body-room.ts'

test('a short note has plenty of room, one at the limit none', () => {
  expect(bodyRoom(bodyFromText('甲'))).toBe(LIMITS.bodyChars - 1)
  expect(bodyRoom(bodyFromText('甲'.repeat(LIMITS.bodyChars)))).toBe(0)
  expect(bodyRoom(bodyFromText('甲'.repeat(LIMITS.bodyChars + 3)))).toBe(-3)
})

test('many short lines are longer when stored: what has room is what the server takes', () => {
  for (const lines of [10, 200, 283, 284, 285, 286, 300, 499]) {
    const body = bodyFromText(Array.from({ length: lines }, () => '一').join('\n'))
    expect({ lines, taken: bodySchema.safeParse(body).success }).toEqual({
      lines,
      taken: bodyRoom(body) >= 0,
    })
  }
})
