import { z } from 'zod'
import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import { parsed, type Route } from '../route.ts'

const word = z.string().min(1).max(500)
const queryOfList = z.strictObject({
  author: word.optional(),
  tag: word.optional(),
  status: z.enum(['open', 'resolved']).optional(),
  block: word.optional(),
  q: word.optional(),
  since: z.iso
    .datetime({ offset: true })
    .transform((time) => new Date(time))
    .optional(),
  page: z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .default(0),
})

/** Media type of the W3C Web Annotation Protocol. */
const JSON_LD = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'

/** The annotations of a document as a W3C AnnotationPage, filtered. */
export function annotationRoutes({
  annotations,
  addresses,
}: Pick<HttpParts, 'annotations' | 'addresses'>): Route[] {
  return [
    {
      method: 'get',
      path: '/api/documents/:id/annotations',
      needs: 'document:read',
      async handle({ document, query }) {
        const names = [...query.keys()]
        if (new Set(names).size < names.length)
          throw new ProblemError('bad-request', { detail: 'A filter may be given once.' })
        // An empty filter is none: forms send them so.
        const given = Object.fromEntries([...query].filter(([, value]) => value !== ''))
        const base = `${addresses().main}/api/documents/${document.id}/annotations`
        return { type: JSON_LD, body: await annotations.list(document.id, parsed(queryOfList, given), base) }
      },
    },
  ]
}
