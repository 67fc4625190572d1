import { expect, type Locator, type Page } from '@playwright/test'

/** A place on the screen. */
interface Point {
  x: number
  y: number
}

/** A stretch of text that is highlighted, as one sees it: neighbouring pieces are one. */
export interface Highlighted {
  block: number
  text: string
}

/** The text as somebody has it before their eyes, and what a hand does in it. Blocks are counted from 1. */
export class TextColumn {
  readonly #page: Page
  readonly blocks: Locator

  constructor(page: Page) {
    this.#page = page
    this.blocks = page.locator('.text > [data-block-id]')
  }

  block(number: number): Locator {
    return this.blocks.nth(number - 1)
  }

  /** All of it, one string a block, without others' carets. */
  async lines(): Promise<string[]> {
    return this.blocks.evaluateAll((blocks) =>
      blocks.map((block) => {
        const copy = block.cloneNode(true) as Element
        for (const widget of copy.querySelectorAll('.ProseMirror-widget, .remote-caret')) widget.remove()
        return copy.textContent ?? ''
      }),
    )
  }

  async line(number: number): Promise<string> {
    return (await this.lines())[number - 1] ?? ''
  }

  /** Scrolls until the block is where one reads, and waits until nothing moves any more. */
  async scrollsTo(number: number): Promise<void> {
    await this.block(number).evaluate((block) =>
      window.scrollBy({ top: block.getBoundingClientRect().top - 240, behavior: 'instant' }),
    )
    await this.stands()
  }

  /** Two frames in which nothing has scrolled. */
  async stands(): Promise<void> {
    await this.#page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      for (let before = Number.NaN, still = 0; still < 2; before = scrollY) {
        await frame()
        still = scrollY === before ? still + 1 : 0
      }
    })
  }

  /** Selects words with the mouse, from their first to their last character; `nth` counts repetitions from 0. */
  async selects(words: string, { nth = 0, backward = false } = {}): Promise<void> {
    // Where a font arrives just then the words stand elsewhere: one drags again.
    await expect(async () => {
      const { start, end } = await this.#edges(words, nth)
      const [from, to] = backward ? [end, start] : [start, end]
      await this.#page.mouse.move(from.x, from.y)
      await this.#page.mouse.down()
      await this.#page.mouse.move(to.x, to.y, { steps: 4 })
      await this.#page.mouse.up()
      await expect.poll(() => this.selected(), { timeout: 3_000 }).toBe(words)
    }).toPass()
  }

  async selected(): Promise<string> {
    return this.#page.evaluate(() => getSelection()?.toString() ?? '')
  }

  /** Clicks into the text before or after some words, e.g. to put the caret there. */
  async clicks(words: string, where: 'before' | 'after' | 'on' = 'on', nth = 0): Promise<void> {
    const { start, end } = await this.#edges(words, nth)
    const on = { x: (start.x + end.x) / 2, y: start.y }
    const { x, y } = where === 'before' ? start : where === 'after' ? end : on
    await this.#page.mouse.click(x, y)
    // The editor hears of a moved caret a task later; nobody's fingers are as fast as that.
    await this.#page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
  }

  /** What is highlighted near the viewport, in the order of the text. */
  async highlights(): Promise<Highlighted[]> {
    return this.blocks.evaluateAll((blocks) =>
      blocks.flatMap((block, index) => {
        const runs: { block: number; text: string }[] = []
        let open = false
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
        while (walker.nextNode()) {
          const mark = walker.currentNode.parentElement?.closest('[data-hl]')
          const text = walker.currentNode.textContent ?? ''
          const last = runs.at(-1)
          if (mark && open && last) last.text += text
          else if (mark) runs.push({ block: index + 1, text })
          open = mark != null
        }
        return runs
      }),
    )
  }

  /** The highlight that begins with some words. */
  highlight(words: string): Locator {
    return this.#page.locator('.text [data-hl]', { hasText: words }).first()
  }

  /** Where a block stands in the window. */
  async topOf(number: number): Promise<number> {
    return this.block(number).evaluate((block) => block.getBoundingClientRect().top)
  }

  /** Just inside the first and the last character of some words, which are brought into view. */
  async #edges(words: string, nth: number): Promise<{ start: Point; end: Point }> {
    const find = (scroll: boolean) =>
      this.blocks.evaluateAll(
        (blocks, [words, nth, scroll]) => {
          let left = nth
          for (const block of blocks) {
            const nodes: Text[] = []
            const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
            while (walker.nextNode()) {
              const node = walker.currentNode as Text
              if (!node.parentElement?.closest('.ProseMirror-widget, .remote-caret')) nodes.push(node)
            }
            const text = nodes.map((node) => node.data).join('')
            let at = text.indexOf(words)
            while (at >= 0 && left > 0) {
              at = text.indexOf(words, at + 1)
              left--
            }
            if (at < 0) continue
            const range = (from: number, to: number) => {
              const made = document.createRange()
              let before = 0
              for (const node of nodes) {
                const end = before + node.length
                if (from >= before && from < end) made.setStart(node, from - before)
                if (to > before && to <= end) made.setEnd(node, to - before)
                before = end
              }
              return made
            }
            if (scroll) {
              const top = range(at, at + words.length).getBoundingClientRect().top
              const seen = top > 120 && top < innerHeight - 160
              if (!seen) scrollBy({ top: top - innerHeight * 0.4, behavior: 'instant' })
            }
            const first = range(at, at + 1).getBoundingClientRect()
            const last = range(at + words.length - 1, at + words.length).getBoundingClientRect()
            return {
              start: { x: first.left + 1, y: first.top + first.height / 2 },
              end: { x: last.right - 1, y: last.top + last.height / 2 },
            }
          }
          throw new Error(`Not in the text: ${words}`)
        },
        [words, nth, scroll] as const,
      )
    await find(true)
    await this.stands()
    return find(false)
  }
}
