import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test'
import { Margin } from './margin.ts'
import { TextColumn } from './text-column.ts'
import { watchTrouble } from './trouble.ts'
import { type Wire, watchWire } from './wire.ts'

/** Somebody with a browser of their own, who does everything by hand, as people do. */
export class Person {
  readonly name: string
  readonly page: Page
  readonly context: BrowserContext
  readonly documentId: string
  /** Address of the server they joined. */
  readonly origin: string
  readonly text: TextColumn
  readonly margin: Margin
  readonly wire: Wire
  readonly #trouble: string[]
  readonly #excuses: RegExp[] = []

  constructor(name: string, page: Page, documentId: string, origin: string) {
    this.name = name
    this.page = page
    this.context = page.context()
    this.documentId = documentId
    this.origin = origin
    this.text = new TextColumn(page)
    this.margin = new Margin(page)
    this.wire = watchWire(page)
    this.#trouble = watchTrouble(page, origin)
  }

  /** Console errors, violations of the CSP, requests to elsewhere, but for what is excused. Must be empty at the end. */
  get trouble(): readonly string[] {
    return this.#trouble.filter((message) => !this.#excuses.some((pattern) => pattern.test(message)))
  }

  /** Messages that belong to what a test does on purpose, such as going offline. */
  excuse(pattern: RegExp): void {
    this.#excuses.push(pattern)
  }

  /** Opens the document and waits until its text is there, in its own letters. */
  async open(): Promise<this> {
    await this.page.goto(`/d/${this.documentId}`)
    return this.arrives()
  }

  async reloads(): Promise<this> {
    await this.page.reload()
    return this.arrives()
  }

  async arrives(): Promise<this> {
    await expect(this.text.blocks.first()).toBeVisible()
    await this.page.evaluate(() => document.fonts.ready)
    return this
  }

  /** Comments on words that are selected with the mouse. */
  async comments(words: string, says: string): Promise<void> {
    await this.text.selects(words)
    await this.offered('批注').click()
    await this.sends(says)
  }

  async asks(words: string, says: string): Promise<void> {
    await this.text.selects(words)
    await this.offered('提問').click()
    await this.sends(says)
  }

  /** Comments on a whole block with the button in the gutter. */
  async commentsOnBlock(number: number, says: string): Promise<void> {
    await this.text.scrollsTo(number)
    await this.gutter(number).click()
    await this.sends(says)
  }

  /** Writes the note that has been begun, and sends it with the keyboard. */
  async sends(says: string): Promise<void> {
    const field = this.margin.draft.getByRole('textbox')
    await expect(field).toBeFocused()
    await field.fill(says)
    await field.press('Control+Enter')
    await expect(this.margin.card(says)).toBeVisible()
  }

  /** Puts tags on words; those that don't exist yet are made. */
  async tags(words: string, ...labels: string[]): Promise<void> {
    await this.text.selects(words)
    await this.offered('標籤').click()
    await this.chooses(labels)
  }

  async tagsBlock(number: number, ...labels: string[]): Promise<void> {
    await this.text.scrollsTo(number)
    await this.text.block(number).hover()
    await this.chipAdder(number).click()
    await this.chooses(labels)
  }

  async chooses(labels: readonly string[]): Promise<void> {
    for (const label of labels) {
      await this.tagField.fill(label)
      await this.tagField.press('Enter')
      await expect(this.tagField).toHaveValue('')
    }
    await this.tagField.press('Escape')
    await expect(this.tagField).toHaveCount(0)
  }

  async replies(to: string, says: string): Promise<void> {
    const card = await this.margin.opens(to)
    const field = card.getByRole('textbox', { name: '回覆' })
    await field.fill(says)
    await field.press('Control+Enter')
    await expect(this.margin.note(says)).toBeVisible()
  }

  async edits(words: string, says: string): Promise<void> {
    await this.margin.opens(words)
    await this.menuOf(words, '編輯')
    const field = this.page.getByRole('textbox', { name: '編輯批注' })
    await expect(field).toHaveValue(words)
    await field.fill(says)
    await field.press('Control+Enter')
    await expect(this.margin.note(says)).toBeVisible()
  }

  async deletes(words: string): Promise<void> {
    await this.margin.opens(words)
    await this.menuOf(words, '刪除')
    await expect(this.margin.note(words)).toHaveCount(0)
  }

  async resolves(words: string): Promise<void> {
    const card = await this.margin.opens(words)
    await card.getByRole('button', { name: '了結' }).click()
  }

  async reopens(words: string): Promise<void> {
    const card = await this.margin.opens(words)
    await card.getByRole('button', { name: '重新打開' }).click()
  }

  /** Closes what is open in the margin. */
  async closesCards(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await this.page.keyboard.press('Escape')
    await expect(this.page.locator('[data-card][aria-current]')).toHaveCount(0)
  }

  /** Which notes the margin shows. */
  async looksAt(which: '未了結' | '已了結' | '全部'): Promise<void> {
    await this.page.locator('.segment', { hasText: which }).click()
  }

  /** Begins to correct the text. */
  async editsText(): Promise<void> {
    await this.editToggle.click()
    await expect(this.editor).toBeFocused()
  }

  async endsEditing(): Promise<void> {
    await this.editToggle.click()
    await expect(this.editor).toHaveCount(0)
  }

  get editToggle(): Locator {
    return this.page.getByRole('button', { name: '修訂' })
  }

  /** The text while it can be changed. */
  get editor(): Locator {
    return this.page.locator('.text[contenteditable="true"]')
  }

  get adder(): Locator {
    return this.page.locator('.adder')
  }

  /** What can be done with what is selected. */
  offered(what: '批注' | '標籤' | '提問'): Locator {
    return this.adder.getByRole('button', { name: new RegExp(`^${what}`) })
  }

  get tagField(): Locator {
    return this.page.getByRole('combobox', { name: '搜尋或新增標籤' })
  }

  /** What the bar says about saving. */
  get saved(): Locator {
    return this.page.locator('.saved')
  }

  async isSaved(): Promise<void> {
    await expect(this.saved).toHaveText('已存妥')
  }

  gutter(number: number): Locator {
    return this.row(number).locator('.gutter-button')
  }

  chipAdder(number: number): Locator {
    return this.row(number).locator('.chip-add')
  }

  /** What stands around a block. */
  row(number: number): Locator {
    return this.page.locator('.block-row').nth(number - 1)
  }

  private async menuOf(words: string, item: string): Promise<void> {
    await this.margin.note(words).getByRole('button', { name: '更多' }).click()
    await this.page.getByRole('menuitem', { name: item, exact: true }).click()
  }
}
