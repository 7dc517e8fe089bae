import { stopTestPostgres } from './jest-postgres';

/** For `globalTeardown`, next to jest-global-setup. */
export default stopTestPostgres;
