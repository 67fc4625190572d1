const EVERY_MS = 500

/**
 * npm starts a script by way of a shell, and where that shell is dash it keeps the signals that npm passes on: after
 * `kill <npm>` it is gone, and what it had started runs on, with nobody to stop it. So this tells when it is gone. Started
 * otherwise nothing is watched: to outlive the shell is then what was asked for.
 */
export function whenNpmEnds(ended: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    ended()
  }, EVERY_MS)
  timer.unref()
}
