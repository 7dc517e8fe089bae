import { createHash } from 'node:crypto';
import { z } from 'zod';
import { documentError, requestError } from './request-error';

/** Remembers documents by their hash, so that a client sends a long one once. */
export interface PersistedQueries {
  /**
   * Finds the document that a request means.
   *
   * @param query the document, if it was sent along
   * @param persistedQuery what the request says in `extensions.persistedQuery`
   * @throws RequestError when it is not known, or is not what its hash says
   */
  find(query: string | undefined, persistedQuery: unknown): string;
  /** Remembers a document that was sent along with its hash, once it has proved to be a good one. */
  remember(query: string): void;
}

const reference = z.object({ version: z.literal(1), sha256Hash: z.string().regex(/^[0-9a-f]{64}$/i) });

/**
 * Creates the store of automatically persisted queries of this process. The words of its refusals are those that
 * clients of this protocol wait for: they then send the document along. So a store that forgets, or another
 * replica, costs one more request and nothing else.
 *
 * @param maximumEntries when there are more, the one that was not asked for longest is forgotten
 */
export function createPersistedQueries({ maximumEntries }: { maximumEntries: number }): PersistedQueries {
  // A Map keeps the order of insertion: what is asked for moves to the end.
  const documents = new Map<string, string>();
  return {
    find(query, persistedQuery) {
      const { data } = reference.safeParse(persistedQuery);
      if (!data) throw documentError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
      const hash = data.sha256Hash.toLowerCase();
      if (query !== undefined) {
        if (hashOf(query) === hash) return query;
        throw requestError(400, 'BAD_REQUEST', 'sha256Hash is not the hash of query');
      }
      const document = documents.get(hash);
      if (document === undefined) throw documentError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
      documents.delete(hash);
      documents.set(hash, document);
      return document;
    },
    remember(query) {
      const hash = hashOf(query);
      documents.delete(hash);
      documents.set(hash, query);
      if (documents.size <= maximumEntries) return;
      for (const leastAskedFor of documents.keys()) {
        documents.delete(leastAskedFor);
        break;
      }
    },
  };
}

function hashOf(query: string): string {
  return createHash('sha256').update(query).digest('hex');
}
