import type { Page } from '@playwright/test'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Everything a page says, aloud and in writing, but the names of languages, which are each in their own. */
async function saidBy(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const said: string[] = []
    const foreign = '[lang]:not(html), noscript, .seal'
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement
      const text = walker.currentNode.textContent?.trim()
      if (text && element && !element.closest(foreign)) said.push(text)
    }
    const names = ['aria-label', 'title', 'placeholder']
    for (const element of document.body.querySelectorAll(names.map((name) => `[${name}]`).join()))
      for (const name of names)
        if (element.hasAttribute(name) && !element.closest(foreign))
          said.push(element.getAttribute(name) ?? '')
    return [document.title, ...said]
  })
}

/** A key that has no words, e.g. `share.title` or `document:share.title`. */
const KEY = /^([a-zA-Z-]+:)?[a-z][A-Za-z]*(\.[A-Za-z0-9-]+)+$/
const HAN = /\p{Script=Han}/u
const ENGLISH = /[A-Za-z]{2,} [a-z]{2,}/
/** Characters that are written so in one of the two scripts only; enough of them for every screen. */
const TRADITIONAL = /[這裡們與個為寫讀條則選擇標籤註請連結會員編輯離線開關設顯說儲復顏]/
const SIMPLIFIED = /[这们与个为写读条则选择标签请连结会员编辑离线开关设显说储复颜]/

const LANGUAGES = [
  { code: 'zh-Hant', name: '繁體中文', aliens: [SIMPLIFIED, ENGLISH] },
  { code: 'zh-Hans', name: '简体中文', aliens: [TRADITIONAL, ENGLISH] },
  { code: 'en', name: 'English', aliens: [HAN] },
]

/** The owner and a document that speak no language, so that whatever is said is the product's. */
async function withoutWords(owner: Person): Promise<void> {
  const made = await owner.context.request.post('/api/documents', {
    data: { title: '2026', text: '1 2 3 4 5\n\n6 7 8 9' },
    headers: { origin: owner.origin },
  })
  const { id } = (await made.json()) as { id: string }
  await owner.context.request.delete(`/api/documents/${owner.documentId}`, {
    headers: { origin: owner.origin },
  })
  await owner.page.goto(`/d/${id}`)
  await owner.arrives()
}

for (const { code, name, aliens } of LANGUAGES)
  test(`[W10] every screen speaks ${name}, and the choice stays`, async ({ join, product, browser }) => {
    const owner = await join('0', 'owner')
    const { page } = owner
    const expectSpeaks = async (screen: string) => {
      await expect(page.locator('html')).toHaveAttribute('lang', code)
      const said = (await saidBy(page)).map((text) => text.replaceAll(/合注|Hezhu|\.txt|\.md/g, ''))
      expect(said.length, `words on ${screen}`).toBeGreaterThan(5)
      expect
        .soft(
          said.filter((text) => KEY.test(text)),
          `keys on ${screen}`,
        )
        .toEqual([])
      expect
        .soft(
          said.filter((text) => aliens.some((alien) => alien.test(text))),
          `another language on ${screen}`,
        )
        .toEqual([])
    }
    await withoutWords(owner)
    await page.getByRole('button', { name: /^0，/ }).click()
    await page.getByRole('menuitemradio', { name }).click()
    await expectSpeaks('the preferences')
    await page.keyboard.press('Escape')
    await expectSpeaks('the empty document')

    await owner.text.selects('2 3')
    await expect(owner.adder).toBeVisible()
    await expectSpeaks('the adder')
    await page.keyboard.press('Control+Alt+m')
    await expectSpeaks('writing a note')
    await owner.sends('1')
    await expectSpeaks('an open thread')
    await owner.closesCards()
    await owner.text.block(1).focus()
    await page.keyboard.press('t')
    await expect(page.getByRole('combobox')).toBeFocused()
    await page.keyboard.type('9')
    await expectSpeaks('the tag picker')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.locator('.edit-toggle').click()
    await expect(owner.editor).toBeFocused()
    await expectSpeaks('editing')
    await page.locator('.edit-toggle').click()
    await page.locator('.doc-tools .ui-button-primary').click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.getByRole('dialog').locator('.ui-button-primary').click()
    await expect(page.locator('.link-card')).toBeVisible()
    await expectSpeaks('sharing')

    // Kept for the next time, and nobody else's business.
    await page.goto('/')
    await expect(page.locator('.document-row')).toHaveCount(1)
    await expectSpeaks('the list')
    await page.locator('main .ui-button-primary').click()
    await expectSpeaks('a new document')
    await page.goto('/nowhere')
    await expect(page.getByRole('heading')).toBeVisible()
    await expectSpeaks('no such page')
    const other = await browser.newContext({ baseURL: product.url, locale: 'en-GB' })
    const stranger = await other.newPage()
    await stranger.goto('/')
    await expect(stranger.locator('html')).toHaveAttribute('lang', 'en')
    await other.close()
  })
