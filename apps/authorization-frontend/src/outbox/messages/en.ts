/** Words of the outbox, in English. */
export const en = {
  title: 'Outbox',
  lead: 'This server is for development: it keeps its e-mails here and sends none.',
  none: 'There are no e-mails yet.',
  to: 'To',
  written: 'Written',
} as const;
