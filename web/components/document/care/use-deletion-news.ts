import { useEffect, useRef, useState } from 'react'
import type { RestorePointInfo } from '../../../../shared/api.ts'
import { can } from '../../../../shared/roles.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useRefreshRestorePoints, useRestorePoints } from '../../../hooks/use-restore-points.ts'
import { useSeen } from '../../../hooks/use-seen.ts'
import { useStore } from '../../../hooks/use-store.ts'
import { useNow } from '../state/use-now.ts'
import { isBack } from './how-much.ts'

/** After so long nobody looks for it here; the menu still leads to it. */
const NEWS_MS = 7 * 86_400_000

/** The latest mass deletion while it is news, for who may edit the text. Dismissed, it stays so in this browser. */
export function useDeletionNews(): { point: RestorePointInfo | undefined; dismiss: () => void } {
  const { info, user, role, blocks } = useDocument()
  const points = useRestorePoints(info.id, can(role, 'text:edit'))
  const [seen, see] = useSeen(`restore-point/${user.id}/${info.id}`)
  const now = useNow()
  const length = useStore(blocks).reduce((sum, { text }) => sum + text.length, 0)
  useLookWhenTextShrinks(length)
  const latest = points.data?.[0]
  const isNews =
    latest && latest.id !== seen && now - Date.parse(latest.at) < NEWS_MS && !isBack(latest, length)
  return { point: isNews ? latest : undefined, dismiss: () => latest && see(latest.id) }
}

/** So much of the text gone at once is worth a look; the server decides whether it was a mass deletion. */
const MUCH = 0.2
/** A deletion of one's own is seen here before the server has it. */
const SOON_MS = 1_500

function useLookWhenTextShrinks(length: number): void {
  const { info } = useDocument()
  const refresh = useRefreshRestorePoints(info.id)
  const before = useRef(length)
  const [gone, setGone] = useState(0)
  useEffect(() => {
    if (before.current - length > before.current * MUCH) setGone((count) => count + 1)
    before.current = length
  }, [length])
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a deletion
  useEffect(() => {
    if (gone === 0) return
    const timer = setTimeout(refresh, SOON_MS)
    return () => clearTimeout(timer)
  }, [gone])
}
