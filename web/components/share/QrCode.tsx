import { useEffect, useState } from 'react'

/** Modules of quiet around the code, as the standard asks. */
const QUIET = 4

/** Black on white in both themes, as cameras expect; drawn as one path. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [path, setPath] = useState<{ d: string; size: number } | undefined>(undefined)
  useEffect(() => {
    let current = true
    void import('qrcode').then(({ create }) => {
      if (!current) return
      const { data, size } = create(text, { errorCorrectionLevel: 'M' }).modules
      setPath({ d: outline(data, size), size: size + 2 * QUIET })
    })
    return () => {
      current = false
    }
  }, [text])
  if (!path) return <div className="qr-code" />
  return (
    <svg
      className="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${path.size} ${path.size}`}
      shapeRendering="crispEdges"
    >
      <rect width={path.size} height={path.size} fill="#fff" />
      <path d={path.d} fill="#000" />
    </svg>
  )
}

/** One horizontal bar for each run of dark modules. */
function outline(data: Uint8Array, size: number): string {
  let d = ''
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue
      const start = x
      while (x + 1 < size && data[y * size + x + 1]) x++
      d += `M${start + QUIET} ${y + QUIET}h${x - start + 1}v1h-${x - start + 1}z`
    }
  return d
}
