import * as Y from 'yjs'

/** `<root>/<key>` of every entry that a transaction set in a root map; none in rooms made of text. */
export function setKeys(transaction: Y.Transaction): string[] {
  const keys: string[] = []
  for (const [type, subs] of transaction.changed) {
    if (!(type instanceof Y.Map) || type._item !== null) continue
    const root = rootName(transaction.doc, type)
    for (const sub of subs) if (sub !== null && root !== undefined) keys.push(`${root}/${sub}`)
  }
  return keys
}

function rootName(ydoc: Y.Doc, type: Y.Map<unknown>): string | undefined {
  for (const [name, root] of ydoc.share) if (root === (type as unknown)) return name
  return undefined
}

/** The value behind such a key; undefined when it has been removed. */
export function valueAt(ydoc: Y.Doc, key: string): unknown {
  const slash = key.indexOf('/')
  return ydoc.getMap(key.slice(0, slash)).get(key.slice(slash + 1))
}
