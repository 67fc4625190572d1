import { OlderBuild } from './support/older-build.ts'
import { expect, test } from './support/test.ts'

const HTML = '<p>第一行<br>第二行</p><p>這裡有<u>底線</u>。</p>'

test('[W13] a build that knows a node or a mark less changes nothing, whether or not its version says so', async ({
  house: { product, host },
  browser,
}) => {
  const older = await new OlderBuild().make()
  const made = await host.context.request.post('/api/documents', {
    data: { title: '斷行與底線', text: HTML, format: 'html' },
    headers: { origin: product.url },
  })
  const { id } = (await made.json()) as { id: string }
  const before = product.storedIn(id)
  expect(before.length).toBeGreaterThan(0)

  const triesWith = async (lacking: { without: string; schema?: number }) => {
    const context = await browser.newContext({
      baseURL: product.url,
      storageState: await host.context.storageState(),
      serviceWorkers: 'block',
    })
    const page = await context.newPage()
    await older.servesTo(page, lacking)
    let loads = 0
    page.on('load', () => loads++)
    await page.goto(`/d/${id}`)
    // It tries a newer page once, and then says so.
    await expect.poll(() => loads).toBe(2)
    await expect(page.getByText('這一頁和伺服器的版本不同').first()).toBeVisible()
    await expect(page.locator('.text')).toHaveCount(0)
    expect(loads).toBe(2)
    await context.close()
  }
  // What the version says is asked before anything of the text is: one node less stands for all.
  await Promise.all([
    triesWith({ without: 'hardBreak' }),
    triesWith({ without: 'underline' }),
    triesWith({ without: 'hardBreak', schema: 2 }),
  ])
  expect(product.storedIn(id)).toEqual(before)

  // The same build with everything it needs shows the text: the gate is not shut for another reason.
  const page = await host.context.newPage()
  await older.servesTo(page, {})
  await page.goto(`/d/${id}`)
  await expect(page.locator('.text u')).toHaveText('底線')
  await page.close()
  older.discard()
})
