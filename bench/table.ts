import type { Outcome } from './load/load.ts'
import type { Target } from './target.ts'

const COLUMNS: [title: string, value: (outcome: Outcome) => number, digits: number][] = [
  ['p50, ms', ({ p50 }) => p50, 2],
  ['p99, ms', ({ p99 }) => p99, 2],
  ['CPU a delivery, µs', ({ cpuPerDelivery }) => cpuPerDelivery, 2],
  ['memory, MB', ({ residentMegabytes }) => residentMegabytes, 0],
]

/** Markdown: medians, with the ratio to the floor (F) and to the best peer (P) behind ours. */
export function table(outcomes: Map<string, Map<string, Outcome[]>>, targets: Target[]): string {
  const lines = [
    `| | ${COLUMNS.map(([title]) => title).join(' | ')} | delivered |`,
    `|---|${'---|'.repeat(COLUMNS.length + 1)}`,
  ]
  for (const [scenario, byTarget] of outcomes) {
    lines.push(`| **${scenario}** |${' |'.repeat(COLUMNS.length + 1)}`)
    const medians = (kind: Target['kind'], value: (outcome: Outcome) => number) =>
      targets
        .filter((target) => target.kind === kind && byTarget.has(target.name))
        .map(({ name }) => median((byTarget.get(name) ?? []).map(value)))
    for (const { name, kind } of targets) {
      const runs = byTarget.get(name)
      if (!runs) continue
      const cells = COLUMNS.map(([, value, digits]) => {
        const own = median(runs.map(value))
        if (kind !== 'ours') return own.toFixed(digits)
        const floor = own / Math.min(...medians('floor', value))
        const peer = own / Math.min(...medians('peer', value))
        return `${own.toFixed(digits)} (${floor.toFixed(2)} F, ${peer.toFixed(2)} P)`
      })
      const delivered = Math.min(...runs.map((run) => run.delivered))
      lines.push(`| ${name} | ${cells.join(' | ')} | ${(delivered * 100).toFixed(1)} % |`)
    }
  }
  return lines.join('\n')
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
