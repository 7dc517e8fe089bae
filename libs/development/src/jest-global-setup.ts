import { startTestPostgres } from './jest-postgres';

/** For `globalSetup` in the jest.config.cjs of a project whose specs call createTestDatabase. */
export default startTestPostgres;
