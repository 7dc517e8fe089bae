import { fileURLToPath } from 'node:url';

/** The PostgreSQL schema that the demo API owns. */
export const schema = 'demo_api';

/** Where its migrations are: beside this file, and beside the built one. */
export const migrations = fileURLToPath(new URL('./migrations', import.meta.url));
