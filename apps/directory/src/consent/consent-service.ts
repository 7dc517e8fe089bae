import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ConsentService, type ConsentSchema } from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import { isClientId } from '../client/client-id';
import { isSubject } from '../user/subject';
import type { Consent, ConsentKey } from './consent';
import type { ConsentRepository } from './consent-repository';
import { parseAllowedAccess } from './parse-allowed-access';

/** What serving consents needs. */
export interface ConsentDependencies {
  consents: ConsentRepository;
  clock: () => Date;
}

const mostInList = 1_000;

/** Serves what users have allowed clients. */
export function consentService({ consents, clock }: ConsentDependencies): RpcService {
  return rpcService(ConsentService, {
    async getConsent({ subject, clientId }) {
      const key = { subject, clientId };
      const consent = isKey(key) ? await consents.find(key) : undefined;
      return { consent: consent ? toMessage(consent) : key };
    },
    async recordConsent({ subject, clientId, allowed }) {
      const access = parseAllowedAccess(allowed);
      const key = { subject, clientId };
      const known = isKey(key) && (await consents.merge(key, access, clock()));
      if (!known) throw new RpcError('NOT_FOUND', 'no such user or client');
      return {};
    },
    async deleteConsent({ subject, clientId }) {
      const key = { subject, clientId };
      if (isKey(key)) await consents.delete(key, clock());
      return {};
    },
    async listConsents({ subject }) {
      const found = isSubject(subject) ? await consents.list(subject, mostInList) : [];
      return { consents: found.map(toMessage) };
    },
  });
}

function isKey({ subject, clientId }: ConsentKey): boolean {
  return isSubject(subject) && isClientId(clientId);
}

function toMessage(consent: Consent): MessageInitShape<typeof ConsentSchema> {
  const { subject, clientId, clientName, allowed, createdAt, updatedAt } = consent;
  return {
    subject,
    clientId,
    clientName,
    allowed,
    createTime: timestampFromDate(createdAt),
    updateTime: timestampFromDate(updatedAt),
  };
}
