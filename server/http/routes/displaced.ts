import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import type { Route } from '../route.ts'

/** What a person wrote and lost to a change by somebody who had not seen it. Everybody sees his own only. */
export function displacedRoutes({ rescue }: Pick<HttpParts, 'rescue'>): Route[] {
  return [
    {
      method: 'get',
      path: '/api/documents/:id/displaced',
      needs: 'document:read',
      handle: async ({ document, user }) => ({
        body: { displaced: await rescue.displaced(document.id, user.id) },
      }),
    },
    {
      method: 'delete',
      path: '/api/documents/:id/displaced/:displacedId',
      needs: 'document:read',
      async handle({ document, user, params }) {
        if (!(await rescue.dropDisplaced(document.id, user.id, params.displacedId ?? '')))
          throw new ProblemError('not-found')
        return {}
      },
    },
  ]
}
