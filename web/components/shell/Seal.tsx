/** The mark: 合注, cut as a seal. Beside words that say so it is only a picture. */
export function Seal({ size = 'small' }: { size?: 'small' | 'large' }) {
  return (
    <span className={`seal seal-${size}`} aria-hidden="true" lang="zh-Hant">
      合注
    </span>
  )
}
