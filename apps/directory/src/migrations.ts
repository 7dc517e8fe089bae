import { fileURLToPath } from 'node:url';

/** The PostgreSQL schema that the directory owns. */
export const schema = 'directory';

/** Where its migrations are: beside this file, and beside the built one. */
export const migrations = fileURLToPath(new URL('./migrations', import.meta.url));
