import type { ComponentChildren } from 'preact';

/** A passage that stands out. */
export interface NoticeProps {
  /** Default `info`. */
  kind?: 'info' | 'warning' | 'danger';
  title?: string;
  children: ComponentChildren;
}

/** Something to know before going on. */
export function Notice({ kind = 'info', title, children }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`}>
      {title && <p class="notice-title">{title}</p>}
      {children}
    </div>
  );
}

/** What is wrong with a form that came back. */
export interface ErrorSummaryProps {
  title: string;
  /** What to mend; one about a field leads to it. */
  problems: readonly { text: string; field?: string }[];
}

/**
 * Says above a form that came back what to mend, with a link to each field at fault. It has the focus when the page
 * opens: so it is read out, which an alert that was there from the beginning need not be, and Tab goes on from it.
 */
export function ErrorSummary({ title, problems }: ErrorSummaryProps) {
  return (
    <div class="notice notice-danger" role="alert" tabIndex={-1} autofocus>
      <p class="notice-title">{title}</p>
      <ul>
        {problems.map(({ text, field }) => (
          <li>{field ? <a href={`#${field}`}>{text}</a> : text}</li>
        ))}
      </ul>
    </div>
  );
}
