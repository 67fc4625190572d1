import * as Y from 'yjs'

/**
 * Counts the steps of Yjs's conflict scan while something runs: at each it puts the struct it looks at into two sets
 * (yjs src/structs/Item.js, integrate). So cost can be asserted without a clock.
 */
export function conflictStepsOf(run: () => void): number {
  const add = Set.prototype.add
  let added = 0
  Set.prototype.add = function (this: Set<unknown>, value: unknown) {
    if (value instanceof Y.Item) added++
    return add.call(this, value)
  }
  try {
    run()
  } finally {
    Set.prototype.add = add
  }
  return added / 2
}
