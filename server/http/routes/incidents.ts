import type { IncidentInfo } from '../../../shared/api.ts'
import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import type { Route } from '../route.ts'

/** What a document's owners have to know of, until one of them has. */
export function incidentRoutes({ store, now = () => new Date() }: Pick<HttpParts, 'store' | 'now'>): Route[] {
  return [
    {
      method: 'get',
      path: '/api/documents/:id/incidents',
      needs: 'members:manage',
      async handle({ document }) {
        const found = await store.incidents(document.id)
        const incidents: IncidentInfo[] = found.map(({ documentId: _, at, ...incident }) => ({
          ...incident,
          at: at.toISOString(),
        }))
        return { body: { incidents } }
      },
    },
    {
      method: 'delete',
      path: '/api/documents/:id/incidents/:incidentId',
      needs: 'members:manage',
      async handle({ document, params }) {
        if (!(await store.dismissIncident(document.id, params.incidentId ?? '', now())))
          throw new ProblemError('not-found')
        return {}
      },
    },
  ]
}
