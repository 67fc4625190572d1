import * as Y from 'yjs'

/**
 * Applies updates as if they were local, so that Yjs adds nothing: after others' changes it would remove redundant
 * formatting by itself, in time quadratic in what was deleted. Every client does that anyway; here the log decides.
 * `inspect` is called at the end of the transaction, while what it has deleted can still be read.
 */
export function applyUpdates(
  ydoc: Y.Doc,
  updates: readonly Uint8Array[],
  inspect: (transaction: Y.Transaction) => void = () => {},
): void {
  ydoc.transact((transaction) => {
    for (const update of updates) Y.applyUpdate(ydoc, update)
    transaction.local = true
    inspect(transaction)
  })
}
