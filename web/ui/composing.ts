/**
 * True while an input method composes. Enter then picks a candidate and must send nothing. Safari ends the
 * composition before the keydown that ended it, and marks that one by key code 229 only.
 */
export function isComposing(event: { nativeEvent: KeyboardEvent } | KeyboardEvent): boolean {
  const key = 'nativeEvent' in event ? event.nativeEvent : event
  return key.isComposing || key.keyCode === 229
}
