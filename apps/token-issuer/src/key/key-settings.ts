import type { Config } from '../config';
import type { KeysOptions } from './keys';

/** What the settings say of keys. */
export function keySettings(config: Config): Pick<KeysOptions, 'masterKeys' | 'policy'> {
  return {
    masterKeys: {
      current: config.LATCHKEY_MASTER_KEY,
      previous: config.LATCHKEY_PREVIOUS_MASTER_KEY,
    },
    policy: {
      algorithm: config.LATCHKEY_SIGNING_ALGORITHM,
      signingLifetimeSeconds: config.LATCHKEY_SIGNING_KEY_LIFETIME_SECONDS,
      jwksMaxAgeSeconds: config.LATCHKEY_JWKS_MAX_AGE_SECONDS,
      tokenLifetimeSeconds: config.LATCHKEY_ACCESS_TOKEN_MAXIMUM_LIFETIME_SECONDS,
    },
  };
}
