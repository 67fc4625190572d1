import { readFileSync } from 'node:fs'

/** Seconds of CPU a process has used, user and system, in steps of 10 ms (Linux). */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

export function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return Number(kilobytes) / 1024
}

/** Latencies in milliseconds. */
export class Latencies {
  readonly #values: number[] = []

  add(value: number): void {
    this.#values.push(value)
  }
  get count(): number {
    return this.#values.length
  }
  quantiles(): { p50: number; p99: number } {
    const sorted = Float64Array.from(this.#values).sort()
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
    return { p50: at(0.5), p99: at(0.99) }
  }
}
