/** The page shell: masthead, a narrow column for flows, a wide one for documents, footer. */
export const layout = `
.page { display: flex; flex-direction: column; min-height: 100vh; min-height: 100dvh; }

.masthead {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: 0 1rem;
  width: 100%;
  padding: 0.75rem 1.25rem;
}
.aside { display: inline-flex; align-items: center; min-height: var(--target); }
.brand {
  display: inline-flex;
  align-items: center;
  gap: 0.625rem;
  min-height: var(--target);
  color: var(--ink);
  font-size: 1.0625rem;
  font-weight: 650;
  letter-spacing: -0.01em;
  text-decoration: none;
}
.brand-logo { width: auto; height: 2rem; max-width: 10rem; flex: none; object-fit: contain; }
.brand-mark { width: 1.875rem; height: 1.875rem; flex: none; color: var(--accent); }
.brand-hole { fill: var(--on-accent); }

.footer {
  display: flex;
  flex-direction: column;
  gap: 0.25rem;
  padding: 1.25rem;
  color: var(--ink-soft);
  font-size: var(--small);
}

.languages > summary {
  display: flex;
  align-items: center;
  gap: 0.5rem;
  min-height: var(--target);
  width: fit-content;
  cursor: pointer;
  list-style: none;
}
.languages > summary::-webkit-details-marker { display: none; }
.languages > summary:hover { color: var(--ink); text-decoration: underline; }
.languages svg { width: 1.25rem; height: 1.25rem; flex: none; }
.languages ul { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: 0 1rem; }
.languages a { display: flex; align-items: center; min-height: var(--target); }
.languages a[aria-current] { color: var(--ink); font-weight: 650; text-decoration: none; }

.skip {
  position: absolute;
  inset-inline-start: 1rem;
  inset-block-start: -6rem;
  z-index: 1;
  padding: 0.75rem 1rem;
  border-radius: var(--radius);
  background: var(--surface);
}
.skip:focus { inset-block-start: 0.75rem; }

/* Flows: on a small screen the card is the screen. */
.flow { background: var(--surface); }
.flow .masthead, .flow .footer { max-width: 30rem; margin-inline: auto; }
.flow .main { width: 100%; max-width: 30rem; margin: 0 auto auto; padding: 0.75rem 1.25rem 2rem; }
.flow .footer { width: 100%; }

@media (min-width: 36rem) {
  .flow { background: var(--paper); }
  .flow .masthead { padding: clamp(1.5rem, 7vh, 5rem) 0.25rem 0.75rem; }
  .flow .main { margin-bottom: 0; padding: 0; }
  .flow .footer { padding: 1rem 0.25rem 2rem; margin-bottom: auto; }
}

/* Documents. */
.document .masthead, .document .main, .document .footer {
  width: 100%;
  max-width: 72rem;
  margin-inline: auto;
  padding-inline: clamp(1.25rem, 4vw, 3rem);
}
.document .footer { margin-top: auto; padding-block: 1.5rem; border-top: 1px solid var(--line); }
@media (min-width: 44rem) {
  .document .footer { flex-direction: row; flex-wrap: wrap; align-items: start; justify-content: space-between; gap: 0 2rem; }
  .document .footer > p { padding-block: 0.75rem; }
}
`;
