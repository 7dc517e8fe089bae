export { ensureCertificates, readCertificates } from './certificates';
export type { CertificateOptions, ServiceCertificates } from './certificates';
export { startEmbeddedPostgres } from './embedded-postgres';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded-postgres';
export { freePort } from './free-port';
export { isRedisInstalled, startRedis } from './redis';
export type { RedisServer } from './redis';
export { createTestDatabase } from './test-database';
export type { TestDatabase } from './test-database';
