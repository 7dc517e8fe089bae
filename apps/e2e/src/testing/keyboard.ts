import type { Page } from 'playwright-core';

/** A page that is used with the keyboard alone. */
export interface Keyboard {
  /**
   * Tabs to the first element that matches. On the way every element in focus has to show it, and to stand below or
   * beside the one before.
   *
   * @throws Error when it is not reached, or one on the way is wrong
   */
  tabTo(selector: string): Promise<void>;
  /** Tabs to a field and types into it. */
  type(selector: string, text: string): Promise<void>;
  /** Tabs to something, presses a key there, and waits for the page that comes. */
  follow(selector: string, key?: 'Enter' | 'Space'): Promise<void>;
}

interface Focus {
  name: string;
  matches: boolean;
  top: number;
  outline: string;
}

const mostSteps = 40;

/** Lays the mouse aside. */
export function createKeyboard(page: Page): Keyboard {
  const focusOf = (selector: string) =>
    page.evaluate<Focus>(`(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        name: element.tagName + ' ' + (element.id || element.textContent.trim()),
        matches: element.matches(${JSON.stringify(selector)}),
        top: Math.round(element.getBoundingClientRect().top + scrollY),
        outline: outlineStyle === 'none' ? '' : outlineWidth,
      };
    })()`);

  const keyboard: Keyboard = {
    async tabTo(selector) {
      let above = -1;
      for (let steps = 0; steps < mostSteps; steps++) {
        await page.keyboard.press('Tab');
        const { name, matches, top, outline } = await focusOf(selector);
        if (Number.parseFloat(outline || '0') < 2)
          throw new Error(`${name} does not show that it is in focus`);
        if (top < above) throw new Error(`${name} is in focus after something below it`);
        if (matches) return;
        above = top;
      }
      throw new Error(`${selector} cannot be reached with the keyboard`);
    },
    async type(selector, text) {
      await keyboard.tabTo(selector);
      await page.keyboard.type(text);
    },
    async follow(selector, key = 'Enter') {
      await keyboard.tabTo(selector);
      await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
    },
  };
  return keyboard;
}
