import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes the names in a folder durable: a file that was renamed is there after a power cut only then. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } catch {
    // Some file systems do that by themselves, and refuse to be asked.
  } finally {
    closeSync(handle)
  }
}

/** Makes a file durable that somebody else wrote. */
export function syncFile(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
