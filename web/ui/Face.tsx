import { classNames } from './class-names.ts'

export interface FaceProps {
  name: string
  /** The character shown: the first code point of the name. */
  initial: string
  /** Name of a pigment token, e.g. `huaqing`. */
  pigment: string
  size?: 'tiny' | 'small' | 'medium' | 'large'
  /** Beside the name in words the face is only a picture. */
  decorative?: boolean
  className?: string
}

export function Face({ name, initial, pigment, size = 'medium', decorative = false, className }: FaceProps) {
  return (
    <span
      role={decorative ? undefined : 'img'}
      aria-label={decorative ? undefined : name}
      aria-hidden={decorative || undefined}
      title={decorative ? undefined : name}
      className={classNames('ui-face', `ui-face-${size}`, `pigment-${pigment}`, className)}
    >
      {initial}
    </span>
  )
}
