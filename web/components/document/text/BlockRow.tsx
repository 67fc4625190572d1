import { memo } from 'react'
import type { Present, TextBlock } from '../../../stores/types.ts'
import { classNames } from '../../../ui/class-names.ts'
import type { PlacedThread } from '../state/notes.ts'
import { BlockChips } from './BlockChips.tsx'
import { BlockRule } from './BlockRule.tsx'
import { Gutter } from './Gutter.tsx'

export interface BlockRowProps {
  block: TextBlock
  /** From the column's top, and how high its text is, in pixels. */
  top: number
  height: number
  width: number
  /** Open threads that touch it. */
  placed: readonly PlacedThread[]
  readers: readonly Present[]
  /** The keyboard is at this block: what belongs to it can be reached with Tab. */
  here: boolean
  hovered: boolean
  /** A note about the whole of it is being written. */
  writing: boolean
  /** A finger on the number. */
  onTap: (blockId: string) => void
}

/** Everything that belongs to one block and is no text. */
export const BlockRow = memo(function BlockRow(props: BlockRowProps) {
  const { block, top, height, width, placed, readers, here, hovered, writing, onTap } = props
  const style = { transform: `translateY(${top}px)`, blockSize: `${height}px` }
  return (
    <div
      className={classNames('block-row', `block-row-${block.kind}`, hovered && 'block-row-hovered')}
      data-writing={writing || undefined}
      style={style}
    >
      <Gutter block={block} readers={readers} here={here} onTap={onTap} />
      <BlockRule block={block} placed={placed} here={here} />
      <BlockChips block={block} placed={placed} width={width} here={here} />
    </div>
  )
})
