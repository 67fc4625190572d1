/**
 * Copies, also where there is no clipboard API: plain http in a LAN, the usual case of a study session. `field` holds
 * the text and stays selected if even the old way is refused, so that Ctrl+C is all that is left to do.
 */
export async function copyText(text: string, field: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // No clipboard API (`navigator.clipboard` is undefined there), or no permission.
  }
  if (!field) return false
  field.focus()
  field.select()
  field.setSelectionRange(0, text.length)
  return document.execCommand('copy')
}
