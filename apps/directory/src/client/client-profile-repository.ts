import type { Pool, PoolClient } from 'pg';
import type { ClientProfile, LogoMediaType } from './client-profile';
import { parseClientProfile } from './parse-client-profile';

/** A profile with what is registered of the client elsewhere. */
export interface FoundClientProfile extends ClientProfile {
  clientId: string;
  clientName: string;
}

/** Reads and writes what people may know of clients. */
export interface ClientProfileRepository {
  /** Finds the profile of a client that is not disabled, empty when it has none. */
  findEnabled(clientId: string): Promise<FoundClientProfile | undefined>;
  /**
   * Gives a client a profile in place of the one it had.
   *
   * @throws OAuthError `invalid_request` when people must not be shown a part of it
   */
  upsert(clientId: string, profile: ClientProfile): Promise<void>;
}

type Row = Omit<FoundClientProfile, 'logo'> & { logo: Buffer | null; logoMediaType: LogoMediaType | null };

/** Creates the repository on a pool or a transaction. */
export function createClientProfileRepository(db: Pool | PoolClient): ClientProfileRepository {
  return {
    async findEnabled(clientId) {
      const { rows } = await db.query<Row>(
        `SELECT client_id AS "clientId", client_name AS "clientName", logo, logo_media_type AS "logoMediaType",
           coalesce(publisher_name, '') AS "publisherName",
           coalesce(publisher_verified, false) AS "publisherVerified",
           coalesce(client_uri, '') AS "clientUri", coalesce(policy_uri, '') AS "policyUri",
           coalesce(tos_uri, '') AS "tosUri", coalesce(first_party, false) AS "firstParty"
         FROM clients LEFT JOIN client_profiles USING (client_id)
         WHERE client_id = $1 AND NOT disabled`,
        [clientId],
      );
      if (!rows[0]) return undefined;
      const { logo, logoMediaType, ...profile } = rows[0];
      return logo && logoMediaType
        ? { ...profile, logo: { bytes: logo, mediaType: logoMediaType } }
        : profile;
    },
    async upsert(clientId, given) {
      const profile = parseClientProfile(given);
      await db.query(
        `INSERT INTO client_profiles (client_id, logo, logo_media_type, publisher_name, publisher_verified,
           client_uri, policy_uri, tos_uri, first_party)
         VALUES ($1, $2, $3, nullif($4, ''), $5, nullif($6, ''), nullif($7, ''), nullif($8, ''), $9)
         ON CONFLICT (client_id) DO UPDATE SET
           logo = EXCLUDED.logo, logo_media_type = EXCLUDED.logo_media_type,
           publisher_name = EXCLUDED.publisher_name, publisher_verified = EXCLUDED.publisher_verified,
           client_uri = EXCLUDED.client_uri, policy_uri = EXCLUDED.policy_uri, tos_uri = EXCLUDED.tos_uri,
           first_party = EXCLUDED.first_party`,
        [
          clientId,
          profile.logo?.bytes,
          profile.logo?.mediaType,
          profile.publisherName,
          profile.publisherVerified,
          profile.clientUri,
          profile.policyUri,
          profile.tosUri,
          profile.firstParty,
        ],
      );
    },
  };
}
