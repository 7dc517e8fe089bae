// What makes a path look different to different servers.
const manySpellings = /[%;]|\/\//;

/** How a path may be read. */
export interface PathReadings {
  /** As the standard reads it (RFC 3986 §6.2.2): escapes of other characters than the slash are resolved. */
  literal: string;
  /** As lenient servers read it: every escape resolved, parameters of segments and empty segments gone. */
  lenient: string;
}

/** Reads a path both ways; they are the same text for nearly every request. */
export function readPath(path: string): PathReadings {
  if (!manySpellings.test(path)) return { literal: path, lenient: path };
  const literal = path.split(/%2f/i).map(unescaped).join('%2F');
  const lenient = unescaped(path)
    .replaceAll('\\', '/')
    .replace(/;[^/]*/g, '')
    .replace(/\/{2,}/g, '/');
  return { literal, lenient };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // no UTF-8: every reading takes it as it stands
  }
}
