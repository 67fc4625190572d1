import { fileURLToPath } from 'node:url'
import { generateSW } from 'workbox-build'

/**
 * After `vite build`: writes dist/web/sw.js, in one file, so that nothing comes from elsewhere.
 * It keeps the page itself (HTML, scripts, styles, icons) for a reload without network. The hundred font files are
 * kept one by one as they are used. What the server says (/api) is never kept here: the page keeps its own text.
 */
const dist = fileURLToPath(new URL('../dist/web', import.meta.url))

const { count, size, warnings } = await generateSW({
  globDirectory: dist,
  globPatterns: ['index.html', 'assets/*.{js,css}', '*.{svg,png,webmanifest}'],
  swDest: `${dist}/sw.js`,
  mode: 'production',
  sourcemap: false,
  inlineWorkboxRuntime: true,
  cleanupOutdatedCaches: true,
  // Waits until it is asked: nobody's page is changed under their hands.
  skipWaiting: false,
  clientsClaim: true,
  // Hashed names never change what they hold.
  dontCacheBustURLsMatching: /^assets\//,
  maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
  navigateFallback: '/index.html',
  navigateFallbackDenylist: [/^\/(api|sync|metrics|healthz|readyz)(\/|$)/],
  runtimeCaching: [
    {
      urlPattern: /\/assets\/[^/]+\.woff2$/,
      handler: 'CacheFirst',
      options: { cacheName: 'fonts', expiration: { maxEntries: 300 } },
    },
  ],
})
for (const warning of warnings) console.warn(warning)
console.log(`Service worker: ${count} files, ${Math.round(size / 1024)} KiB kept for offline.`)
