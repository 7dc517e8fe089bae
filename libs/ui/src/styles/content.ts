/** What people read: cards, notices, facts, lists and code. */
export const content = `
.stack { display: flex; flex-direction: column; gap: 1.5rem; }
.stack-tight { display: flex; flex-direction: column; gap: 0.5rem; }
section.stack-tight > .button, article.stack-tight > .button { margin-top: 0.5rem; }
.soft { color: var(--ink-soft); }
.small { font-size: var(--small); }

@media (max-width: 35.99rem) {
  .card + .card { padding-top: 1.5rem; border-top: 1px solid var(--line); }
}
@media (min-width: 36rem) {
  .card {
    padding: 2.25rem;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: var(--shadow);
  }
}

.notice {
  padding: 0.875rem 1rem;
  border-inline-start: 4px solid var(--accent);
  border-radius: 0.375rem var(--radius) var(--radius) 0.375rem;
  background: var(--accent-wash);
}
/* The summary of errors gets the focus to be read out; there is nothing to press on it. */
.notice:focus { outline: none; }
.notice-danger { border-color: var(--danger); background: var(--danger-wash); }
.notice-warning { border-color: var(--warning); background: var(--warning-wash); }
.notice-title { font-weight: 650; }
.notice-danger .notice-title, .notice-danger a { color: var(--danger); }
.notice-warning .notice-title { color: var(--warning); }

.badge {
  margin-bottom: 0.75rem;
  display: grid;
  place-items: center;
  width: 3.25rem;
  height: 3.25rem;
  border-radius: 0.875rem;
  background: var(--accent-wash);
  color: var(--accent);
  font-size: 1.375rem;
  font-weight: 650;
}
.badge-danger { background: var(--danger-wash); color: var(--danger); }
.badge-picture { margin-bottom: 0.75rem; width: 3.25rem; height: 3.25rem; border-radius: 0.875rem; object-fit: contain; }
.badge svg { width: 1.75rem; height: 1.75rem; }

.facts { border-block: 1px solid var(--line); }
.fact { padding-block: 0.75rem; }
.fact + .fact { border-top: 1px solid var(--line); }
.fact dt { color: var(--ink-soft); font-size: var(--small); }
.fact dd { overflow-wrap: anywhere; }
.user-code { font-size: 1.25rem; font-weight: 600; letter-spacing: 0.08em; }

.beside { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 1rem; }
.beside .button-link { margin-block: -0.75rem; }
.list-heading { font-size: 1rem; letter-spacing: 0; }

.ticks { display: flex; flex-direction: column; gap: 0.625rem; }
.tick { display: grid; grid-template-columns: 1.25rem 1fr; gap: 0.75rem; }
.tick svg { width: 1.25rem; height: 1.25rem; margin-top: 0.15rem; color: var(--accent); }

.code {
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--surface);
  overflow: hidden;
}
.code-label {
  padding: 0.5rem 1rem;
  border-bottom: 1px solid var(--line);
  color: var(--ink-soft);
  font-size: 0.8125rem;
}
.code pre {
  padding: 0.875rem 1rem;
  font-size: 0.8125rem;
  line-height: 1.65;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  tab-size: 2;
}
.code code { font-size: inherit; }
.code var { color: var(--accent); font-style: normal; font-weight: 600; }

.disclosure > summary {
  display: flex;
  align-items: center;
  gap: 0.5rem;
  min-height: 2.75rem;
  width: fit-content;
  color: var(--accent);
  font-size: var(--small);
  font-weight: 500;
  cursor: pointer;
  list-style: none;
}
.disclosure > summary::-webkit-details-marker { display: none; }
.disclosure > summary::before {
  content: "";
  width: 0.45rem;
  height: 0.45rem;
  border: solid currentColor;
  border-width: 0 2px 2px 0;
  rotate: -45deg;
}
.disclosure[open] > summary::before { rotate: 45deg; }
`;
