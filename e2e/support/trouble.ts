import type { Page } from '@playwright/test'

/** [W8] Everything a page says or asks for that it should not: grows as it happens. */
export function watchTrouble(page: Page, url: string): string[] {
  const trouble: string[] = []
  const home = new URL(url).host
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => trouble.push(`page: ${error.stack ?? error.message}`))
  page.on('request', (request) => {
    const to = new URL(request.url())
    if (/^(http|ws)s?:$/.test(to.protocol) && to.host !== home) trouble.push(`elsewhere: ${request.url()}`)
  })
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== home) trouble.push(`elsewhere: ${socket.url()}`)
  })
  return trouble
}
