/** Media types of answers, the preferred one first. */
const graphqlTypes = ['application/graphql-response+json', 'application/json'] as const;

/** The media type of an answer. */
export type GraphqlMediaType = (typeof graphqlTypes)[number];

const html = 'text/html';
const longestHeader = 1000;

/**
 * Chooses the media type of the answer from the Accept header (RFC 9110 §12.5.1); without a header it is
 * `application/graphql-response+json`.
 *
 * @returns undefined when the client takes neither
 */
export function graphqlMediaType(accept: string | undefined): GraphqlMediaType | undefined {
  return best(accept, graphqlTypes);
}

/** Whether a client would rather have a page than an answer of GraphQL: a person with a browser. */
export function prefersHtml(accept: string | undefined): boolean {
  // Whoever takes anything is a program.
  return best(accept, [...graphqlTypes, html]) === html;
}

function best<Type extends string>(accept: string | undefined, offered: readonly Type[]): Type | undefined {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const ranges = accept.slice(0, longestHeader).split(',').map(readRange);
  let chosen: { type: Type; quality: number } | undefined;
  for (const type of offered) {
    const quality = qualityOf(type, ranges);
    if (quality > (chosen?.quality ?? 0)) chosen = { type, quality };
  }
  return chosen?.type;
}

interface Range {
  range: string;
  quality: number;
}

function readRange(text: string): Range {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = weight === undefined ? 1 : Number(weight);
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice(8);
  // Answers are in UTF-8 and nothing else.
  const readable = charset === undefined || /^"?utf-?8"?$/.test(charset);
  return { range, quality: readable && quality >= 0 && quality <= 1 ? quality : 0 };
}

/** The most specific range decides (RFC 9110 §12.5.1). */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const [group] = type.split('/');
  for (const wanted of [type, `${group}/*`, '*/*']) {
    const found = ranges.find(({ range }) => range === wanted);
    if (found) return found.quality;
  }
  return 0;
}

/** Whether a body is JSON in UTF-8, the one form in which requests are taken. */
export function isJsonBody(contentType: string | undefined): boolean {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice(8);
  return type === 'application/json' && (charset === undefined || /^"?utf-?8"?$/.test(charset));
}
