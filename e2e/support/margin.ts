import { expect, type Locator, type Page } from '@playwright/test'
import type { TextColumn } from './text-column.ts'

/** A card as one reads it: what it is about, what it says, and its signs. */
export interface ReadCard {
  label: string
  words: string[]
  tags: string[]
  signs: string[]
}

interface Box {
  id: string
  top: number
  bottom: number
}

/** How far a card's first line may be from its passage's line and still be called level. */
const LEVEL = 14

/** The cards beside the text. A card is found by words that stand in it. */
export class Margin {
  readonly #page: Page
  readonly cards: Locator
  /** The note being written. */
  readonly draft: Locator

  constructor(page: Page) {
    this.#page = page
    this.cards = page.locator('[data-card]')
    this.draft = page.locator('.card-draft')
  }

  card(words: string): Locator {
    return this.cards.filter({ hasText: words }).first()
  }

  /** One note of a thread: root or reply. */
  note(words: string): Locator {
    return this.cards.locator('.note', { hasText: words }).first()
  }

  /** Opens a card by a click, unless it is open. */
  async opens(words: string): Promise<Locator> {
    const card = this.card(words)
    if ((await card.getAttribute('aria-current')) === null)
      await card.locator('.note-words, .note-deleted, .slim-quote, .card-quote').first().click()
    await expect(card).toHaveAttribute('aria-current', 'true')
    return card
  }

  /** All cards there are, in order; "new" is different for everybody and left out. */
  async reads(): Promise<ReadCard[]> {
    return this.cards.evaluateAll((cards) => {
      const all = (card: Element, selector: string) =>
        [...card.querySelectorAll(selector)].map((one) => one.textContent ?? '')
      return cards.map((card) => ({
        label: card.querySelector('article')?.getAttribute('aria-label') ?? '',
        words: all(card, '.note-words, .note-deleted, .card-foot'),
        tags: all(card, '.tag-label'),
        signs: all(card, '.ui-badge').filter((sign) => sign !== '新'),
      }))
    })
  }

  /** [W3] No card lies over another. */
  async expectApart(): Promise<void> {
    await expect(async () => {
      const boxes = await this.#boxes()
      const overlaps = boxes.flatMap((box, index) => {
        const next = boxes[index + 1]
        return next && box.bottom > next.top + 0.5 ? [`${box.id} over ${next.id}`] : []
      })
      expect(overlaps).toEqual([])
    }).toPass({ timeout: 5_000 })
  }

  /** [W3] The card with these words is level with the passage that it is about. */
  async expectLevel(words: string, text: TextColumn, passage: string): Promise<void> {
    await expect(async () => {
      const card = await this.card(words).boundingBox()
      const line = await text.highlight(passage).evaluate((mark) => mark.getClientRects()[0]?.top ?? 0)
      expect(Math.abs((card?.y ?? 0) - line), `distance of 「${words}」 from its line`).toBeLessThan(LEVEL)
    }).toPass({ timeout: 5_000 })
  }

  async #boxes(): Promise<Box[]> {
    await this.#page.evaluate(() =>
      Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
    )
    const boxes = await this.#page.locator('.margin-slot').evaluateAll((slots) =>
      slots.map((slot) => {
        const { top, bottom } = slot.getBoundingClientRect()
        return { id: slot.querySelector('article')?.ariaLabel ?? slot.className, top, bottom }
      }),
    )
    return boxes.sort((a, b) => a.top - b.top)
  }
}
