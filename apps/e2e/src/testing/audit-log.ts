import { AuditService, type AuditEvent } from '@latchkey/contracts';
import { connect } from '@latchkey/rpc';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestStack } from './test-stack';

/** Reads the audit log as an operator does. */
export async function openAuditLog({ certificatesDirectory, ports }: TestStack) {
  const file = (name: string) => readFile(join(certificatesDirectory, name));
  const connection = connect({
    target: `ipv4:127.0.0.1:${ports.directory[0].listen}`,
    peer: 'directory',
    tls: { ca: await file('ca.pem'), cert: await file('cli.pem'), key: await file('cli.key') },
  });
  const directory = connection.service(AuditService);

  return {
    /** What the last events say of a grant, once there are so many of it: they come a little later. */
    async eventsOfGrant(grantId: string, count: number): Promise<AuditEvent[]> {
      for (const deadline = Date.now() + 15_000; ;) {
        const { auditEvents } = await directory.listAuditEvents({ pageSize: 200 });
        const found = auditEvents.filter((event) => event.grantId === grantId);
        if (found.length >= count || Date.now() > deadline) return found;
        await wait(50);
      }
    },
    close: () => connection.close(),
  };
}
