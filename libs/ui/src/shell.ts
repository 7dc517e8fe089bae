import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Catalogue, Translate } from './i18n/catalogue';
import type { Language } from './i18n/language';
import type { Look } from './look/look';

/** What every page is rendered with, and no component has to hand on. */
export interface Shell {
  language: Language;
  look: Look;
  /** Path and query at which the page can be opened again; without it no other language is offered. */
  here?: string | undefined;
}

const ShellContext = createContext<Shell | undefined>(undefined);

/** Hands the shell to everything inside. */
export const ShellProvider = ShellContext.Provider;

/** The shell of the page that is being rendered. @throws Error outside of a page */
export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error('a component is rendered outside of renderPage');
  return shell;
}

/** The words of a catalogue in the language of the page. */
export function useMessages<Original>(catalogue: Catalogue<Original>): Translate<Original> {
  return catalogue(useShell().language);
}
