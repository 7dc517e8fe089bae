import { StartupError } from '@latchkey/service-kit';
import type { Pool } from 'pg';
import { createTotpRepository } from './totp-repository';
import type { TotpSecrets } from './totp-secrets';

const batchSize = 500;

/**
 * Seals anew what was sealed under the former master key, so that it can be dropped. Any number of replicas may be
 * at it, and users may sign in meanwhile.
 *
 * @returns how many were sealed anew
 * @throws StartupError when no key that is set opens one
 */
export async function resealTotpSecrets(
  pool: Pool,
  secrets: Pick<TotpSecrets, 'keyId' | 'open' | 'seal'>,
): Promise<number> {
  const totp = createTotpRepository(pool);
  let [resealed, after] = [0, ''];
  for (;;) {
    const rows = await totp.listSealedElsewhere(secrets.keyId, { after, limit: batchSize });
    for (const { subject, sealedSecret } of rows) {
      const secret = openOrRefuse(secrets, subject, sealedSecret);
      const replacement = { sealedSecret: secrets.seal(subject, secret), keyId: secrets.keyId };
      if (await totp.replaceSealed(subject, sealedSecret, replacement)) resealed += 1;
      after = subject;
    }
    if (rows.length < batchSize) return resealed;
  }
}

function openOrRefuse(secrets: Pick<TotpSecrets, 'open'>, subject: string, sealedSecret: Buffer): string {
  try {
    return secrets.open(subject, sealedSecret);
  } catch {
    throw new StartupError(
      'LATCHKEY_MASTER_KEY does not open the authenticator applications in the database: set the one that they ' +
        'were sealed with, or set LATCHKEY_PREVIOUS_MASTER_KEY to it so that they are sealed anew.',
    );
  }
}
