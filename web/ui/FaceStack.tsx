import { Face } from './Face.tsx'

export interface FaceStackProps {
  faces: readonly { id: string; name: string; initial: string; pigment: string }[]
  /** How many there are in all, when `faces` holds only some of them. */
  total?: number
  max?: number
  size?: 'tiny' | 'small' | 'medium'
  /** Says who they are, e.g. "甲, 乙 and 3 more". */
  label: string
}

/** Faces laid over one another, then "+n"; one picture to those who can't see it. */
export function FaceStack({ faces, total = faces.length, max = 4, size = 'medium', label }: FaceStackProps) {
  const shown = faces.slice(0, max)
  const rest = total - shown.length
  return (
    <span className="ui-face-stack" role="img" aria-label={label} title={label}>
      {shown.map((face) => (
        <Face key={face.id} {...face} size={size} decorative />
      ))}
      {rest > 0 ? (
        <span className={`ui-face ui-face-${size} ui-face-rest`} aria-hidden="true">
          +{Math.min(rest, 99)}
        </span>
      ) : null}
    </span>
  )
}
