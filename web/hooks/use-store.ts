import { useSyncExternalStore } from 'react'
import type { Store } from '../stores/types.ts'

/** The value of a store; redraws when it changes. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.get)
}
