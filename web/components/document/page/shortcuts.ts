const MAC = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '')

/** A combination as it is written on this machine's keys: `Mod` is Ctrl, on a Mac Cmd. */
export function keysFor(combination: string): string {
  if (!MAC) return combination.replace('Mod', 'Ctrl')
  return combination.replace('Mod', '⌘').replace('Alt', '⌥').replace('Shift', '⇧').replaceAll('+', '')
}

/** Combinations that more than one place speaks of. */
export const SHORTCUTS = { comment: keysFor('Mod+Alt+M') } as const
