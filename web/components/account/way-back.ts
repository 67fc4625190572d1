/** Where to go when one has signed in: a document, or an invite, whose secret must stay out of the address. */
const PLACES = /^\/(d\/[\w-]+|join#[\w-]+)$/

/** Handed on beside the address, in the history's state. */
export function backTo({ pathname, hash }: { pathname: string; hash: string }): { back: string } {
  return { back: pathname + hash }
}

/** The place that was handed on, if it is one of ours; else the documents. */
export function wayBack(state: unknown): string {
  const back = typeof state === 'object' && state !== null && 'back' in state ? state.back : undefined
  return typeof back === 'string' && PLACES.test(back) ? back : '/'
}
