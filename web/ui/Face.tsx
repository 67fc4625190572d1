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
  const look = classNames('ui-face', `ui-face-${size}`, `pigment-${pigment}`, className)
  if (decorative)
    return (
      <span aria-hidden="true" className={look}>
        {initial}
      </span>
    )
  return (
    <span role="img" aria-label={name} title={name} className={look}>
      {initial}
    </span>
  )
}
