/** Grey lines where text will be; `widths` in percent, one a line. Hidden from readers aloud: say "loading" beside it. */
export function Skeleton({ widths = [92, 100, 64] }: { widths?: readonly number[] }) {
  return (
    <span className="ui-skeleton" aria-hidden="true">
      {widths.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity
        <span key={index} style={{ inlineSize: `${width}%` }} />
      ))}
    </span>
  )
}
