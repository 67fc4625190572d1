import type { TFunction } from 'i18next'
import {
  type AnnotationRecord,
  isPassage,
  type StatusRecord,
  type TagRecord,
  textOfBody,
} from '../../../shared/annotation.ts'
import { keyParts } from '../../../shared/ids.ts'
import { fullTime } from '../../i18n/time.ts'
import type { KeptItem, KeptRecord } from '../../stores/kept-for-you.ts'

/** What somebody reads of an item: what it is, what it is about, and what it says. */
export interface KeptWords {
  what: string
  /** The passage it is about. */
  quote: string
  says: string
}

/** Number of a block in the text as it is now; undefined when it isn't known. */
export type BlockNumbers = ReadonlyMap<string, number>

export function recordWords(item: KeptRecord, t: TFunction, numbers: BlockNumbers): KeptWords {
  const [root, ...rest] = item.key.split('/')
  const [subject = ''] = keyParts(rest.join('/'))
  const labels = item.rescue.labels ?? {}
  const about = labels[subject] ?? ''
  switch (root) {
    case 'annotations':
      return annotationWords(item.value as Partial<AnnotationRecord>, t, numbers, labels)
    case 'status': {
      const { status, reason = '' } = item.value as Partial<StatusRecord>
      return {
        what: t(status === 'resolved' ? 'kept:what.resolved' : 'kept:what.reopened'),
        quote: about,
        says: reason,
      }
    }
    case 'codebook': {
      const { label = about, definition = '' } = item.value as Partial<TagRecord>
      return { what: t('kept:what.tag', { label }), quote: '', says: definition }
    }
    default:
      return { what: t('kept:what.record'), quote: about, says: '' }
  }
}

function annotationWords(
  note: Partial<AnnotationRecord>,
  t: TFunction,
  numbers: BlockNumbers,
  labels: Readonly<Record<string, string>>,
): KeptWords {
  const target = Array.isArray(note.target) ? note.target : []
  const kinds = ['commenting', 'questioning', 'tagging', 'replying'] as const
  const kind = note.deleted ? 'deleted' : (kinds.find((one) => one === note.motivation) ?? 'commenting')
  const number = numbers.get(target[0]?.blockId ?? '')
  const place = number === undefined ? '' : t('kept:paragraph', { number })
  const tags = (note.tags ?? []).map((id) => labels[id] ?? t('kept:what.someTag'))
  const said = textOfBody(note.body)
  return {
    what: [t(`kept:what.${kind}`), place].filter(Boolean).join(t('kept:middle')),
    quote: note.replyTo
      ? (labels[note.replyTo] ?? '')
      : target.map((one) => (isPassage(one) ? one.quote : '')).join('…'),
    says: [said, tags.length > 0 ? t('kept:tags', { tags: tags.join(t('app:listComma')) }) : '']
      .filter(Boolean)
      .join('\n'),
  }
}

/** Why it was not taken, in words. */
export function reasonWords(item: Pick<KeptItem, 'reason'>, t: TFunction): string {
  return t([`kept:reason.${item.reason}`, 'kept:reason.other'], { reason: item.reason })
}

/** The item as it is copied and downloaded: everything that can be read of it. */
export function itemAsText(item: KeptItem, t: TFunction, numbers: BlockNumbers, language: string): string {
  const lines: string[] = []
  if (item.kind === 'record') {
    const { what, quote, says } = recordWords(item, t, numbers)
    lines.push(what, ...(quote ? [`「${quote}」`] : []), ...(says ? [says] : []))
  } else {
    lines.push(t('kept:what.text'))
    for (const { blockId, here, there } of item.texts) {
      const number = numbers.get(blockId)
      if (number !== undefined) lines.push(t('kept:paragraph', { number }))
      lines.push(here)
      if (there !== undefined) lines.push(`${t('kept:there')}: ${there}`)
    }
  }
  lines.push(`(${reasonWords(item, t)} ${fullTime(item.at, language)})`)
  return lines.join('\n')
}

/** Several items, by document. */
export function itemsAsText(items: readonly KeptItem[], t: TFunction, language: string): string {
  return [...Map.groupBy(items, ({ title }) => title)]
    .map(([title, list]) =>
      [title, ...list.map((item) => itemAsText(item, t, new Map(), language))].join('\n\n'),
    )
    .join('\n\n\n')
}
