import type { Stack } from '@latchkey/stack';
import { hash } from '@node-rs/argon2';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Target } from '../operations/operation';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** Registers the clients, the person and the resource that are measured with, as an operator would. */
export async function registerForBench(
  { publicUrl, databaseUrls }: Stack,
  upstream: string,
): Promise<Pick<Target, 'secret' | 'resource' | 'person'>> {
  const directory = new pg.Client({
    connectionString: databaseUrls.directory,
    options: '-c search_path=directory',
  });
  await directory.connect();
  const resource = `${publicUrl}/bench/`;
  const secret = randomBytes(32).toString('base64url');
  const person = { email: 'bench@example.com', password: randomBytes(12).toString('base64url') };

  async function addClient(
    clientId: string,
    grantTypes: string[],
    more: { confidential?: boolean; redirectUris?: string[]; served?: string[] } = {},
  ): Promise<void> {
    const { confidential = false, redirectUris = [], served = [] } = more;
    await directory.query(
      `INSERT INTO clients (client_id, client_name, token_endpoint_auth_method, grant_types, redirect_uris,
         scopes, resources, served_resources)
       VALUES ($1, $1, $2, $3, $4, $5, $6, $7)`,
      [
        clientId,
        confidential ? 'client_secret_basic' : 'none',
        grantTypes,
        redirectUris,
        ['bench:read'],
        [resource],
        served,
      ],
    );
    if (!confidential) return;
    await directory.query(
      `INSERT INTO client_secrets (client_id, place, sha256, created_at) VALUES ($1, 'current', $2, now())`,
      [clientId, createHash('sha256').update(secret).digest()],
    );
  }

  await directory.query('BEGIN');
  await directory.query(
    `INSERT INTO resources (resource, resource_name, description, upstream) VALUES ($1, 'Bench', 'Answers at once', $2)`,
    [resource, upstream],
  );
  await directory.query(
    `INSERT INTO scopes (resource, scope, description) VALUES ($1, 'bench:read', 'Measure')`,
    [resource],
  );
  await directory.query(`INSERT INTO routes (path_prefix, resource) VALUES ('/bench/', $1)`, [resource]);
  await directory.query(
    `INSERT INTO access_rules (path_prefix, position, path, public) VALUES ('/bench/', 1, 'open/', true)`,
  );
  await addClient('bench-service', ['client_credentials'], { confidential: true });
  await addClient('bench-reader', ['client_credentials'], { confidential: true, served: [resource] });
  await addClient('bench-web', ['authorization_code', 'refresh_token'], {
    redirectUris: ['https://client.example/callback'],
  });
  await addClient('bench-device', [DEVICE_CODE, 'refresh_token']);
  await directory.query('INSERT INTO users (subject, email, name, password_hash) VALUES ($1, $2, $3, $4)', [
    randomUUID(),
    person.email,
    'Bench',
    await hash(person.password),
  ]);
  await directory.query('COMMIT');
  await directory.end();
  return { secret, resource, person };
}
