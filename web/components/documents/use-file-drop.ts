import { useEffect, useRef, useState } from 'react'

/** True while a file is held over the page; calls `onFile` when it is dropped anywhere on it. */
export function useFileDrop(enabled: boolean, onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false)
  const latest = useRef(onFile)
  useEffect(() => {
    latest.current = onFile
  }, [onFile])
  useEffect(() => {
    if (!enabled) return
    // Entering a child comes before leaving its parent: only a count knows when the file is gone.
    let depth = 0
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const on = {
      dragenter(event: DragEvent) {
        if (!hasFile(event)) return
        event.preventDefault()
        depth++
        setOver(true)
      },
      dragover(event: DragEvent) {
        if (hasFile(event)) event.preventDefault()
      },
      dragleave(event: DragEvent) {
        if (!hasFile(event)) return
        depth = Math.max(0, depth - 1)
        if (depth === 0) setOver(false)
      },
      drop(event: DragEvent) {
        if (!hasFile(event)) return
        event.preventDefault()
        depth = 0
        setOver(false)
        const file = event.dataTransfer?.files[0]
        if (file) latest.current(file)
      },
    }
    const entries = Object.entries(on) as [keyof typeof on, (event: DragEvent) => void][]
    for (const [type, listener] of entries) window.addEventListener(type, listener)
    return () => {
      for (const [type, listener] of entries) window.removeEventListener(type, listener)
      setOver(false)
    }
  }, [enabled])
  return over
}
