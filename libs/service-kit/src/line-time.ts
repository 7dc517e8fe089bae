let millisecond = Number.NaN;
let text = '';

/** The time of a log line, ISO 8601 in UTC. Lines of one millisecond share its text. */
export function lineTime(): string {
  const now = Date.now();
  if (now !== millisecond) {
    millisecond = now;
    text = new Date(now).toISOString();
  }
  return text;
}
