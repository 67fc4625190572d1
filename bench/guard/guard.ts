import { dearFrames } from './dearest.ts'
import { ordinaryEdits } from './ordinary.ts'

/** What the guard costs, as Markdown: ordinary edits beside Yjs alone, and the dearest frames there may be. */
export function guardTables(rounds: number): string {
  const edits = ordinaryEdits()
  const rows = edits.map(({ edit, guarded, plain }) => row(edit, guarded, plain))
  const sum = (of: (edit: (typeof edits)[number]) => number) =>
    edits.reduce((total, edit) => total + of(edit), 0)
  const frames = dearFrames(rounds)
    .toSorted((a, b) => b.judged + b.applied - a.judged - a.applied)
    .map(
      ({ what, bytes, work, judged, applied }) =>
        `| ${what} | ${Math.ceil(bytes / 1024)} | ${work} | ${judged.toFixed(1)} | ${applied.toFixed(1)} | ${(judged + applied).toFixed(1)} |`,
    )
  return [
    '| an edit, µs | guard and Yjs | Yjs alone | ratio |',
    '|---|---|---|---|',
    ...rows,
    row(
      '**all of them**',
      sum(({ guarded }) => guarded),
      sum(({ plain }) => plain),
    ),
    '',
    '| the largest frame of | kB | units | judged, ms | applied, ms | together |',
    '|---|---|---|---|---|---|',
    ...frames,
  ].join('\n')
}

function row(edit: string, guarded: number, plain: number): string {
  return `| ${edit} | ${guarded.toFixed(1)} | ${plain.toFixed(1)} | ${(guarded / plain).toFixed(2)} |`
}
