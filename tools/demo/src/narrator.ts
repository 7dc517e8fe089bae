import { styleText } from 'node:util';

/** Tells the person at the terminal what happens. */
export interface Narrator {
  /** A grant begins. */
  heading(text: string): void;
  /** Something was done; `detail` is what came back. */
  step(text: string, detail?: string): void;
}

const colour = (format: 'bold' | 'green' | 'dim', text: string) =>
  process.stdout.isTTY ? styleText(format, text) : text;

/** Tells it on the standard output. */
export const narrator: Narrator = {
  heading: (text) => process.stdout.write(`\n${colour('bold', text)}\n`),
  step: (text, detail) =>
    process.stdout.write(`  ${colour('green', '✓')} ${text}${detail ? `  ${colour('dim', detail)}` : ''}\n`),
};
