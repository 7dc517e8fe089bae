import { randomBytes, randomUUID } from 'node:crypto';
import { createTestSchema } from '../testing/test-schema';
import { createGrantRepository } from './grant-repository';
import { createFamilyKey, hashOf } from './opaque-token';

let database: Awaited<ReturnType<typeof createTestSchema>>;
beforeAll(async () => {
  database = await createTestSchema();
});
afterAll(() => database?.drop());

const now = new Date('2030-01-01T00:00:00Z');
const later = new Date('2030-01-02T00:00:00Z');

describe('a grant with the answer that its last token got', () => {
  it('is found with that answer by whoever presents that token, and without it by anybody else', async () => {
    const grants = createGrantRepository(database.pool);
    const id = randomUUID();
    const previous = { hash: hashOf('device code'), rotatedAt: now, sealedAnswer: randomBytes(1_200) };
    await grants.insertOnce(
      {
        id,
        clientId: 'app',
        subject: 'user-1',
        scopes: ['flex:read'],
        resources: ['https://api.example/resource/'],
        authTime: now,
        acr: null,
        createdAt: now,
        approvedAt: now,
        tokenFamilyKey: createFamilyKey(),
      },
      {
        refreshToken: { hash: hashOf('current'), expiresAt: later },
        accessTokenExpiresAt: later,
        grantExpiresAt: later,
        dpopJkt: null,
      },
      previous,
    );

    expect((await grants.find(id, previous.hash))?.previous).toEqual(previous);
    for (const presented of [undefined, hashOf('current'), hashOf('invented'), Buffer.alloc(0)]) {
      const found = await grants.find(id, presented);
      expect(found?.previous).toBeNull();
      expect(found?.refreshToken?.hash).toEqual(hashOf('current'));
    }
    expect(await grants.find(randomUUID(), previous.hash)).toBeUndefined();
  });
});
