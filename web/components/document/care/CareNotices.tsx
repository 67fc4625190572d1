import { can } from '../../../../shared/roles.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { IncidentNotice } from './IncidentNotice.tsx'
import { RestoreNotice } from './RestoreNotice.tsx'
import { useDeletionNews } from './use-deletion-news.ts'

/**
 * What happened to the document itself, for those who look after it. One at a time, and what can still be put right
 * first: the text is to be read, not the notices.
 */
export function CareNotices() {
  const { role } = useDocument()
  const news = useDeletionNews()
  if (news.point) return <RestoreNotice point={news.point} onDismiss={news.dismiss} />
  return can(role, 'members:manage') ? <IncidentNotice /> : null
}
