/** Where the server may die, in the order in which an update passes. `any`: at any time, by somebody else's hand. */
export const STEPS = [
  'received',
  'judged',
  'commit:before',
  'commit:first row',
  'commit:last row',
  'commit:after',
  'told',
  'ack:before',
  'ack:after',
  'bind:before',
  'bind:after',
  'load:before',
  'load:after',
  'unloading',
  'compact:before',
  'compact:inside',
  'compact:after',
  'any',
] as const
export type Step = (typeof STEPS)[number]
