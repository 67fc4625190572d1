/**
 * Registers the service worker, so that a reload without network shows the page. Only browsers that trust the origin
 * (https or this machine) have one; on plain http in a LAN the page works without.
 */
export function registerServiceWorker(onUpdate: (apply: () => void) => void): void {
  if (!import.meta.env.PROD || !window.isSecureContext || !('serviceWorker' in navigator)) return
  // On the first visit there is nothing to replace; the first worker's arrival must not reload the page.
  const hadController = navigator.serviceWorker.controller !== null
  let asked = false
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (hadController && asked) location.reload()
  })
  const offer = (worker: ServiceWorker) =>
    onUpdate(() => {
      asked = true
      worker.postMessage({ type: 'SKIP_WAITING' })
    })
  const watch = (registration: ServiceWorkerRegistration) => {
    if (registration.waiting && hadController) offer(registration.waiting)
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker)
      })
    })
  }
  navigator.serviceWorker.register('/sw.js').then(watch, (error: unknown) => {
    console.warn('No service worker, so no reload without network:', error)
  })
}
