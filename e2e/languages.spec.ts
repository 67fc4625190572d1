import type { Page } from '@playwright/test'
import { expect, test } from './support/test.ts'

/** What a page says that is no text of people's own: labels, hints, titles. */
async function saidBy(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const said: string[] = []
    const own = '.text, .text-head, .document-row a, [lang], .doc-name, .note-by, .outline-title'
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement
      const text = walker.currentNode.textContent?.trim()
      if (text && element && !element.closest(own)) said.push(text)
    }
    for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder'])
        if (element.hasAttribute(name) && !element.closest(own)) said.push(element.getAttribute(name) ?? '')
    return [document.title, ...said]
  })
}

/** A key that has no words, e.g. `share.title` or `document:share.title`. */
const KEY = /^([a-zA-Z-]+:)?[a-z][A-Za-z]*(\.[A-Za-z0-9-]+)+$/
const HAN = /\p{Script=Han}/u
/** Characters that are written so in one of the two scripts only; enough of them for every screen. */
const TRADITIONAL = /[這裡們與個為寫讀條則選擇標籤註請連結會員編輯離線開關設顯說]/
const SIMPLIFIED = /[这们与个为写读条则选择标签请连结会员编辑离线开关设显说]/

const LANGUAGES = [
  { code: 'zh-Hant', name: '繁體中文', alien: SIMPLIFIED },
  { code: 'zh-Hans', name: '简体中文', alien: TRADITIONAL },
  { code: 'en', name: 'English', alien: HAN },
]

for (const { code, name, alien } of LANGUAGES)
  test(`[W10] every screen speaks ${name}, and the choice stays`, async ({
    owner: lin,
    product,
    browser,
  }) => {
    const expectSpeaks = async (page: Page, screen: string) => {
      await expect(page.locator('html')).toHaveAttribute('lang', code)
      const said = (await saidBy(page)).filter((text) => !text.includes('林主持') && !text.includes('講話'))
      expect(
        said.filter((text) => KEY.test(text)),
        `keys on ${screen}`,
      ).toEqual([])
      // The name of the product is the same in all languages.
      expect(
        said.filter((text) => alien.test(text.replaceAll(/合注|Hezhu/g, ''))),
        `another language on ${screen}`,
      ).toEqual([])
    }
    const { page } = lin
    await page.goto('/')
    await page.getByRole('button', { name: /林主持/ }).click()
    await page.getByRole('menuitemradio', { name }).click()
    await page.keyboard.press('Escape')
    await expectSpeaks(page, 'the list')

    await lin.open()
    await expectSpeaks(page, 'the empty document')
    await lin.text.selects('“八八戰略”')
    await expect(lin.adder).toBeVisible()
    await expectSpeaks(page, 'the adder')
    await page.keyboard.press('Control+Alt+m')
    await expectSpeaks(page, 'writing a note')
    await lin.sends('1')
    await lin.text.block(1).focus()
    await page.keyboard.press('t')
    await expectSpeaks(page, 'the tag picker')
    await page.keyboard.press('Escape')
    await page.locator('.edit-toggle').click()
    await expectSpeaks(page, 'editing')
    await page.locator('.edit-toggle').click()
    await page.locator('.doc-tools .ui-button-primary').click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectSpeaks(page, 'sharing')
    await page.keyboard.press('Escape')
    await page.goto('/nowhere')
    await expectSpeaks(page, 'no such page')

    // Kept for the next time, and nobody else's business.
    await page.reload()
    await expectSpeaks(page, 'the page after a reload')
    const other = await browser.newContext({ baseURL: product.url, locale: 'en-GB' })
    const stranger = await other.newPage()
    await stranger.goto('/')
    await expect(stranger.locator('html')).toHaveAttribute('lang', 'en')
    await other.close()
  })
