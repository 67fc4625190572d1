import type { CDPSession, Page } from '@playwright/test'

/** An input method as the browser sees it: a composition that changes with every key, then the text chosen. */
export class Ime {
  readonly #cdp: CDPSession

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp
  }

  static async of(page: Page): Promise<Ime> {
    return new Ime(await page.context().newCDPSession(page))
  }

  /** One key of the composition: what is underlined now. */
  async composes(text: string): Promise<void> {
    await this.#cdp.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }

  /** A key while composing, as browsers report it: as the IME's, with code 229. */
  async presses(key: string): Promise<void> {
    const parts = key.split('+')
    const event = {
      key: parts.at(-1) ?? '',
      windowsVirtualKeyCode: 229,
      modifiers: parts.includes('Control') ? 2 : 0,
    }
    await this.#cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event })
    await this.#cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
  }

  /** The candidate that is taken; ends the composition. */
  async commits(text: string): Promise<void> {
    await this.#cdp.send('Input.insertText', { text })
  }

  /** Pinyin or bopomofo letter by letter, then the characters, with a moment in between as fingers need. */
  async types(page: Page, letters: string, characters: string): Promise<void> {
    for (let end = 1; end <= letters.length; end++) {
      await this.composes(letters.slice(0, end))
      await page.waitForTimeout(60)
    }
    await this.commits(characters)
  }
}

/** Counts compositions from now on: one that is broken off and begun anew counts twice. */
export async function countCompositions(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counter = { compositions: 0 }
    Object.assign(window, { counter })
    document.addEventListener(
      'compositionstart',
      () => {
        counter.compositions++
      },
      true,
    )
  })
  return () =>
    page.evaluate(() => (window as unknown as { counter: { compositions: number } }).counter.compositions)
}
