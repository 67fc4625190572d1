import type { TFunction } from 'i18next'
import { itemAsJson, type KeptItem } from '../../stores/kept-for-you.ts'
import { itemsAsText } from './kept-words.ts'

/** Two files: one to be read, and the same as data, with the updates of Yjs in base64. */
export function downloadItems(items: readonly KeptItem[], t: TFunction, language: string): void {
  download('hezhu.txt', 'text/plain', itemsAsText(items, t, language))
  download('hezhu.json', 'application/json', JSON.stringify(items.map(itemAsJson), null, 2))
}

/** Hands a file to whoever asked for it, without anything leaving this browser. */
export function download(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Some browsers read it only after the click has been dealt with.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
