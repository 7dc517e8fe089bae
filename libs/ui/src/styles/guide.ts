/** The welcome page: hero, contents beside sections, numbered steps, and the screen of a device. */
export const guide = `
.hero { display: grid; gap: 3rem; align-items: center; padding-block: clamp(2rem, 5vw, 4rem) clamp(2.5rem, 6vw, 5rem); }
.hero h1 { font-size: clamp(2rem, 1.4rem + 2.6vw, 3.25rem); letter-spacing: -0.03em; line-height: 1.1; }
.hero-lead { margin-top: 1.25rem; max-width: 38rem; color: var(--ink-soft); font-size: 1.125rem; }
.hero-actions { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1.75rem; }
@media (min-width: 60rem) { .hero { grid-template-columns: minmax(0, 1fr) 21rem; gap: 5rem; } }

.sketch {
  display: none;
  padding: 1.75rem;
  border: 1px solid var(--line);
  border-radius: var(--radius-large);
  background: var(--surface);
  box-shadow: var(--shadow);
}
.sketch-title { font-weight: 650; }
@media (min-width: 60rem) { .sketch { display: flex; flex-direction: column; gap: 1.125rem; } }

.guide { padding-bottom: 4rem; }
.sections { display: flex; flex-direction: column; gap: 3.5rem; min-width: 0; }
.section { display: flex; flex-direction: column; gap: 1rem; }
.section > h2 { font-size: 1.625rem; letter-spacing: -0.02em; }

.contents { margin-bottom: 2.5rem; padding: 0.5rem 1rem; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
.contents a { display: flex; align-items: center; min-height: 2.75rem; font-size: 0.9375rem; color: var(--ink-soft); text-decoration: none; }
.contents a:hover { color: var(--accent); text-decoration: underline; }
.contents li + li { border-top: 1px solid var(--line); }

@media (min-width: 60rem) {
  .guide { display: grid; grid-template-columns: 14rem minmax(0, 46rem); gap: 4rem; justify-content: space-between; align-items: start; }
  .contents { position: sticky; top: 1.5rem; margin: 0; padding: 0; border: 0; background: none; }
  .contents li + li { border: 0; }
}

.questions { display: grid; gap: 0.75rem; counter-reset: item; }
.question, .resource {
  padding: 1.125rem 1.25rem;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--surface);
}
.question { counter-increment: item; }
.question h3::before { content: counter(item) ". "; color: var(--accent); }
.question p { margin-top: 0.5rem; }
@media (min-width: 44rem) { .questions { grid-template-columns: 1fr 1fr; } }

.steps { display: flex; flex-direction: column; gap: 2rem; margin-top: 0.5rem; counter-reset: step; }
.step { display: flex; flex-direction: column; gap: 0.75rem; min-width: 0; counter-increment: step; }
.step h3 { display: flex; align-items: center; gap: 0.75rem; }
.step h3::before {
  content: counter(step);
  display: grid;
  place-items: center;
  flex: none;
  width: 1.75rem;
  height: 1.75rem;
  border-radius: 50%;
  background: var(--accent-wash);
  color: var(--accent);
  font-size: var(--small);
}
.step .disclosure { margin-block: -0.5rem; }
.step .disclosure[open] { margin-bottom: 0; }

.screen {
  display: flex;
  flex-direction: column;
  gap: 0.375rem;
  align-items: center;
  padding: 2rem 1.25rem;
  border: 0.625rem solid var(--frame);
  border-radius: var(--radius-large);
  background: var(--surface);
  text-align: center;
}
.screen-address { font-weight: 650; overflow-wrap: anywhere; }
.screen-code { color: var(--accent); font: 600 2rem/1.3 var(--mono); letter-spacing: 0.12em; }

.standards { display: grid; gap: 1.25rem 2rem; }
.standard { display: flex; flex-direction: column; align-items: start; }
@media (min-width: 36rem) { .standards { grid-template-columns: 1fr 1fr; } }

.resources { display: grid; gap: 0.75rem; }
.resource { display: flex; flex-direction: column; gap: 0.5rem; }
.scopes { display: flex; flex-direction: column; gap: 0.25rem; }

@media (min-width: 40rem) {
  .addresses .fact { display: grid; grid-template-columns: 11rem 1fr; align-items: baseline; }
}
`;
