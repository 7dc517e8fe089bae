/** What people press and fill in. Everything is at least 44 pixels high (WCAG 2.2 §2.5.5). */
export const controls = `
.button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  min-height: var(--target);
  padding: 0.5rem 1.25rem;
  border: 1px solid transparent;
  border-radius: var(--radius);
  font: 600 1rem/1.25 var(--font);
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}
.button-primary { background: var(--accent); color: var(--on-accent); }
.button-primary:hover { background: var(--accent-deep); color: var(--on-accent); }
.button-secondary { border-color: var(--line-strong); background: transparent; color: var(--ink); }
.button-secondary:hover { background: var(--sunken); color: var(--ink); }
.button-link {
  padding: 0;
  border: 0;
  background: none;
  color: var(--accent);
  font-weight: 500;
  font-size: inherit;
  text-decoration: underline;
  text-decoration-thickness: 1px;
  text-underline-offset: 0.2em;
}
.button-link:hover { color: var(--accent-deep); text-decoration-thickness: 2px; }

.actions { display: flex; flex-direction: column; gap: 0.75rem; }
@media (min-width: 26rem) {
  .actions { flex-direction: row; }
  .actions > .button { flex: 1; }
}

.form { display: flex; flex-direction: column; gap: 1.25rem; }
.form > .button { width: 100%; }

.field { display: flex; flex-direction: column; gap: 0.375rem; }
.label { font-weight: 600; }
.hint { color: var(--ink-soft); font-size: var(--small); }
.field-error { color: var(--danger); font-size: var(--small); font-weight: 600; }

.choices { display: flex; flex-direction: column; padding: 0; border: 0; }
.choices > .label { margin-bottom: 0.375rem; }
.choice {
  display: grid;
  grid-template-columns: 1.5rem 1fr;
  align-items: center;
  gap: 0.75rem;
  min-height: var(--target);
  cursor: pointer;
}
.choice input { width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--accent); }

.input {
  width: 100%;
  min-height: 3rem;
  padding: 0.625rem 0.875rem;
  border: 1px solid var(--line-strong);
  border-radius: var(--radius);
  background: var(--surface);
  color: var(--ink);
  font: inherit;
}
.input:hover { border-color: var(--ink); }
.input:focus { outline: 3px solid var(--focus); outline-offset: 1px; }
.input[aria-invalid="true"] { border-color: var(--danger); box-shadow: inset 0 0 0 1px var(--danger); }
.input-code {
  min-height: 3.75rem;
  font: 600 1.625rem/1.2 var(--mono);
  letter-spacing: 0.16em;
  text-align: center;
  text-transform: uppercase;
}
`;
