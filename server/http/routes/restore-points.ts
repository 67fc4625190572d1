import type { RestorePointInfo } from '../../../shared/api.ts'
import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import type { Route } from '../route.ts'

/** What a text held before much of it was deleted: to look at, and to bring back. */
export function restorePointRoutes({
  rescue,
  store,
  importer,
}: Pick<HttpParts, 'rescue' | 'store' | 'importer'>): Route[] {
  return [
    {
      method: 'get',
      path: '/api/documents/:id/restore-points',
      needs: 'text:edit',
      async handle({ document }) {
        const [points, members, former] = await Promise.all([
          rescue.restorePoints(document.id),
          store.members(document.id),
          store.formerMembers(document.id),
        ])
        const people = new Map([...members, ...former].map(({ id, name }) => [id, { id, name }]))
        const restorePoints = points.map(
          ({ by, at, ...point }): RestorePointInfo => ({
            ...point,
            at: at.toISOString(),
            by: people.get(by) ?? null,
          }),
        )
        return { body: { restorePoints } }
      },
    },
    {
      method: 'get',
      path: '/api/documents/:id/restore-points/:pointId',
      needs: 'text:edit',
      async handle({ document, params }) {
        const found = await rescue.restorePoint(document.id, params.pointId ?? '')
        if (found === null) throw new ProblemError('not-found')
        return { body: { blocks: importer.blocksOf(found.bytes, found.room) } }
      },
    },
    {
      method: 'post',
      path: '/api/documents/:id/restore-points/:pointId/restore',
      needs: 'text:edit',
      async handle({ document, user, params }) {
        if (!(await rescue.restore(document.id, params.pointId ?? '', user.id)))
          throw new ProblemError('not-found')
        return {}
      },
    },
  ]
}
