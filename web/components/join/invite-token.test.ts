import { expect, test } from 'vitest'
import { inviteTokenIn } from './invite-token.ts'

const token = 'kJ8_f0-Qm3vZ1xYw7bN2cR5tL9pD4sHgA6eUiOqXyTk'

test.each([
  `http://192.168.1.7:3000/join#${token}`,
  `https://notes.example/join#${token}\n`,
  `  /join#${token}`,
  `#${token}`,
  token,
])('[W2] finds the token in %j', (pasted) => {
  expect(inviteTokenIn(pasted)).toBe(token)
})

test.each(['', '#', 'http://192.168.1.7:3000/join', '合注', `http://a/join#${token}!`, 'short', '# '])(
  '[W2] finds none in %j',
  (pasted) => {
    expect(inviteTokenIn(pasted)).toBeUndefined()
  },
)
