/** The account: the way between its parts, the picture and the codes of second factors, and what a printer leaves out. */
export const account = `
.tabs ul { display: flex; flex-wrap: wrap; border-bottom: 1px solid var(--line); }
.tabs li { flex: 1; }
.tabs a {
  display: flex;
  align-items: center;
  justify-content: center;
  min-height: var(--target);
  padding-inline: 0.5rem;
  border-bottom: 3px solid transparent;
  color: var(--ink-soft);
  font-weight: 500;
  text-decoration: none;
}
.tabs a:hover { color: var(--accent); }
.tabs a[aria-current] { border-color: currentColor; color: var(--accent); font-weight: 650; }

.qr-code { width: 100%; max-width: 15rem; height: auto; margin-inline: auto; border-radius: var(--radius); }
.secret { overflow-wrap: anywhere; font-weight: 600; user-select: all; }

.codes {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr));
  gap: 0.5rem 1rem;
  padding: 1rem;
  border: 1px solid var(--line-strong);
  border-radius: var(--radius);
  user-select: all;
}
.bullets { display: flex; flex-direction: column; gap: 0.375rem; padding-inline-start: 1.25rem; list-style: disc; }

@media print {
  .footer, .form, .tabs { display: none; }
  .page, .page * { background: none; color: #000; }
}
`;
