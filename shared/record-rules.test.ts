import { expect, test } from 'vitest'
import { recordRule } from './record-rules.ts'

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
  '[G4] a root called %j is none, whatever every object has',
  (root) => {
    const user = 'alice00000000000'
    expect(recordRule(root, `${user}:abcdefgh`, user, 'owner')).toBeNull()
  },
)
