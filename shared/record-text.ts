import type { Body } from './annotation.ts'
import { textOfBody } from './annotation.ts'

/** What a stored record says, for reading where only its value is left: the words people typed, one line a field. */
export function textOfRecord(root: string, value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  const record = value as Record<string, unknown>
  const fields =
    root === 'annotations'
      ? [textOfBody(record.body as Body | undefined), record.replacement]
      : [record.label, record.definition, record.useWhen, record.useNotWhen, record.reason]
  return fields.filter((field): field is string => typeof field === 'string' && field !== '').join('\n')
}
