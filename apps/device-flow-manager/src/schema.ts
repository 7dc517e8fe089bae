/** The PostgreSQL schema that the device-flow manager owns; all its state is in the ephemeral store's table. */
export const schema = 'device';
