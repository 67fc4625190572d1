const KEY = 'hezhu:reloaded-for'
const PATIENCE_MS = 5_000

/**
 * This page is of another version than the server: fetches the newer one and reloads, once. False when that has been done
 * and didn't help; then the page has to say so. `what` names what didn't fit.
 */
export function reloadForVersion(what: string): boolean {
  try {
    if (sessionStorage.getItem(KEY) === what) return false
    sessionStorage.setItem(KEY, what)
  } catch {
    // Whether it has been tried can't be known, and a page that reloads for ever is worse than one that asks.
    return false
  }
  void takeNewVersion().finally(() => location.reload())
  return true
}

/** It fits now; the next time may try again. */
export function versionFits(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Nothing was remembered either.
  }
}

/** Lets the service worker fetch what is new, and makes that the one that answers the reload. */
async function takeNewVersion(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  const registration = await workers?.getRegistration()
  if (!workers || !registration) return
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
  const taken = new Promise((resolve) =>
    workers.addEventListener('controllerchange', resolve, { once: true }),
  )
  await Promise.race([registration.update(), patience])
  const worker = registration.waiting ?? registration.installing
  if (!worker) return
  worker.postMessage({ type: 'SKIP_WAITING' })
  worker.addEventListener('statechange', () => {
    if (worker.state === 'installed') worker.postMessage({ type: 'SKIP_WAITING' })
  })
  await Promise.race([taken, patience])
}
