/** Elements without a class: type, links, focus, and what a reader's own settings ask for. */
export const base = `
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }

html {
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
  scroll-padding-top: 1.5rem;
}

body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.55 var(--font);
  overflow-wrap: break-word;
}

h1, h2, h3, h4, p, ul, ol, dl, dd, pre, figure, fieldset { margin: 0; padding: 0; }
ul, ol { list-style: none; }

h1, h2, h3, h4 { font-weight: 650; letter-spacing: -0.015em; line-height: 1.2; text-wrap: balance; }
h1 { font-size: 1.625rem; }
h2 { font-size: 1.375rem; }
h3 { font-size: 1.0625rem; letter-spacing: -0.005em; }
p { text-wrap: pretty; }
strong { font-weight: 650; }

a {
  color: var(--accent);
  text-decoration-thickness: 1px;
  text-underline-offset: 0.2em;
}
a:hover { color: var(--accent-deep); text-decoration-thickness: 2px; }

code, pre, kbd { font-family: var(--mono); font-size: 0.9em; font-variant-ligatures: none; }

:focus-visible {
  outline: 3px solid var(--focus);
  outline-offset: 2px;
}
:target { scroll-margin-top: 1.5rem; }

@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
  .button, .input, a { transition: background-color 0.15s, border-color 0.15s, color 0.15s; }
}
`;
