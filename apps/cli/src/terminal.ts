import type { connect } from '@latchkey/rpc';

/** What commands work with. */
export interface Terminal {
  /** Opens the connection to the issuer; it is closed when the command has ended. */
  connect(): Promise<ReturnType<typeof connect>>;
  print(text: string): void;
}

/** Runs a command with a connection, and closes it whatever happens. */
export async function withIssuer(
  { connect: open }: Terminal,
  work: (issuer: Awaited<ReturnType<Terminal['connect']>>) => Promise<void>,
): Promise<void> {
  const issuer = await open();
  try {
    await work(issuer);
  } finally {
    issuer.close();
  }
}
