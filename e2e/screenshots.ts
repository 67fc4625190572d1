import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { findBrowser } from './support/browser.ts'
import { inviteFrom, joinBy } from './support/joining.ts'
import { Product } from './support/product.ts'
import { prepareSession } from './support/session.ts'

/** The picture of the README, taken from the running product: `npm run screenshots`, after `npm run build`. */
const FILE = fileURLToPath(new URL('../docs/images/hezhu.png', import.meta.url))
/** A page of this size on a fine screen. */
const SIZE = { width: 1280, height: 800 }

const product = new Product()
const browser = await chromium.launch(findBrowser())
try {
  await product.start()
  const options = {
    locale: 'zh-TW',
    timezoneId: 'Asia/Taipei',
    viewport: SIZE,
    reducedMotion: 'reduce',
  } as const
  const sharp = { ...options, deviceScaleFactor: 1.5 }
  const lin = await joinBy(browser, product.ownerLink, '林主持', sharp)
  const wang = await joinBy(browser, await inviteFrom(lin, 'annotator'), '王小明', options)
  const chen = await joinBy(browser, await inviteFrom(lin, 'editor'), '陳編輯', options)
  await prepareSession(lin, wang, chen)
  await lin.margin.opens('全文只出現一次')
  await lin.page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
  await lin.page.mouse.move(0, 0)
  await lin.page.locator('.gutter-readers').first().waitFor()
  await lin.text.stands()
  mkdirSync(dirname(FILE), { recursive: true })
  await lin.page.screenshot({ path: FILE, animations: 'disabled' })
  console.log(`Written: ${FILE}`)
} finally {
  await browser.close()
  await product.discard()
}
