/**
 * Where a machine has no Han font at all, the interface falls back to the shipped one. Chromium doesn't set a line anew when
 * a web font arrives that stands behind a local one in the list, and goes on showing empty boxes; it does so for a changed
 * letter spacing, be it too small to be seen.
 */
export function redrawForLateFonts(): void {
  let times = 0
  let needed: boolean | undefined
  document.fonts.addEventListener('loadingdone', () => {
    needed ??= !hasHanFont()
    if (needed) document.documentElement.style.letterSpacing = ++times % 2 === 0 ? '0.001px' : '0.002px'
  })
}

/** A character that exists and one that never will are equally wide only where both are the same empty box. */
function hasHanFont(): boolean {
  const pen = document.createElement('canvas').getContext('2d')
  if (!pen) return true
  pen.font = '40px system-ui, sans-serif'
  return pen.measureText('國').width !== pen.measureText('\u{9FFFF}').width
}
