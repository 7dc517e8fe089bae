import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  ConsentSchema,
  DeleteConsentResponseSchema,
  GetConsentResponseSchema,
  ListConsentsResponseSchema,
  RecordConsentResponseSchema,
  type Consent,
} from '@latchkey/contracts';
import type { ServerDeps } from '../server';

/** Keeps consents in memory, and answers as the contract of ConsentService says. */
export function inMemoryConsents(clock: () => Date) {
  const consents = new Map<string, Consent>();
  const keyOf = (subject = '', clientId = '') => `${subject} ${clientId}`;
  const service: ServerDeps['consents'] = {
    async getConsent({ subject, clientId }) {
      const consent = consents.get(keyOf(subject, clientId)) ?? create(ConsentSchema, { subject, clientId });
      return create(GetConsentResponseSchema, { consent });
    },
    async recordConsent({ subject, clientId, allowed = [] }) {
      const key = keyOf(subject, clientId);
      const now = timestampFromDate(clock());
      const former = consents.get(key);
      const byResource = new Map<string, Set<string>>();
      for (const { resource = '', scopes = [] } of [...(former?.allowed ?? []), ...allowed]) {
        byResource.set(resource, new Set([...(byResource.get(resource) ?? []), ...scopes]));
      }
      const consent = create(ConsentSchema, {
        subject,
        clientId,
        clientName: `Name of ${clientId}`,
        allowed: [...byResource].map(([resource, scopes]) => ({ resource, scopes: [...scopes].sort() })),
        createTime: former?.createTime ?? now,
        updateTime: now,
      });
      consents.set(key, consent);
      return create(RecordConsentResponseSchema);
    },
    async deleteConsent({ subject, clientId }) {
      consents.delete(keyOf(subject, clientId));
      return create(DeleteConsentResponseSchema);
    },
    async listConsents({ subject }) {
      const own = [...consents.values()].filter((consent) => consent.subject === subject);
      return create(ListConsentsResponseSchema, { consents: own });
    },
  };
  return {
    service,
    /** What a user has allowed a client, as `resource scope`. */
    allowed: (subject: string, clientId: string) =>
      consents
        .get(keyOf(subject, clientId))
        ?.allowed.flatMap(({ resource, scopes }) => scopes.map((scope) => `${resource} ${scope}`)) ?? [],
  };
}
