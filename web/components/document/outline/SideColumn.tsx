import { Codebook } from './Codebook.tsx'
import { FilterPanel } from './FilterPanel.tsx'
import { Outline } from './Outline.tsx'

/** Everything that leads through the text and its notes: beside it on a desk, in a drawer elsewhere. */
export function SideColumn({ onGo }: { onGo?: () => void }) {
  return (
    <div className="side">
      <Outline {...(onGo ? { onGo } : {})} />
      <Codebook />
      <FilterPanel />
    </div>
  )
}
