import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const screenshots = resolve(__dirname, '../../../../test-results/screenshots');
const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** A phone and a desk. */
const widths = { narrow: { width: 360, height: 780 }, wide: { width: 1200, height: 900 } };
// WCAG 2.2 §1.4.10, Reflow.
const narrowest = { width: 320, height: 640 };

/** Heaviest page that we allow: every byte of it, and of what it loads. */
const maximumBytes = 30_000;
// Status line and headers of an answer; the browser does not tell a page how long they were.
const headerBytes = 1_000;

/**
 * Looks at the page that is open in both themes, on a phone and on a desk: keeps a picture of each, and tells what
 * is wrong by WCAG 2.2 AA and axe's best practice, what does not fit, what is too small to touch and too heavy.
 */
export async function inspectPage(page: Page, name: string): Promise<string[]> {
  mkdirSync(screenshots, { recursive: true });
  const faults: string[] = [];
  // The page's own policy allows no script; axe comes in from outside of it.
  await page.evaluate(axe);
  for (const [width, size] of Object.entries(widths)) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({
        path: join(screenshots, `${name}-${width}-${colorScheme}.png`),
        fullPage: true,
      });
      faults.push(...(await violations(page)).map((fault) => `${width}, ${colorScheme}: ${fault}`));
    }
  }
  await page.setViewportSize(narrowest);
  faults.push(...(await page.evaluate<string[]>(measure)));
  await page.setViewportSize(widths.wide);
  return faults;
}

interface Violation {
  id: string;
  nodes: { target: string[] }[];
}

async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations)`,
  );
  return (found as Violation[]).map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}

// Links in the middle of a text may be as small as it is (WCAG 2.2 §2.5.8).
const touched = 'button, .button, input:not([type=hidden]), summary, nav a, .languages a, label.choice';

/** What does not fit into 320 pixels, is under 44 pixels high to touch, comes from elsewhere, or weighs too much. */
const measure = `(() => {
  const faults = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push('is ' + scrollWidth + ' pixels wide at 320');
  for (const element of document.querySelectorAll('${touched}')) {
    const { width, height } = (element.closest('label.choice') ?? element).getBoundingClientRect();
    const isShown = width > 1 && height > 1;
    if (isShown && (height < 44 || width < 24)) {
      faults.push(element.tagName + ' ' + element.textContent + ' is ' + width + ' by ' + height + ' to touch');
    }
  }
  const loaded = ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type));
  for (const { name } of loaded) if (!name.startsWith(origin + '/')) faults.push('loads ' + name);
  const bytes = loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize + ${headerBytes}, 0);
  if (bytes > ${maximumBytes}) faults.push('weighs ' + bytes + ' bytes');
  return faults;
})()`;
