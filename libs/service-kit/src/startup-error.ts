/**
 * A process cannot start, and an operator can mend it. The message is one sentence that names the
 * setting at fault and what to change; it holds no secret. {@link runService} prints it alone, without a
 * stack, and exits with status 1.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

type Sentence = (error: SystemError, settings: Settings) => string;

const unresolved: Sentence = ({ hostname }, { listen }) =>
  `Host ${hostname} cannot be resolved: correct the host that goes with ${listen}.`;

const messageByCode: Record<string, Sentence> = {
  EADDRINUSE: ({ port }, { listen }) =>
    `Port ${port} is in use: stop the process that listens there, or set ${listen} to a free port.`,
  EACCES: ({ port }, { listen }) =>
    `Port ${port} may not be opened by this user: set ${listen} to a port above 1023.`,
  EADDRNOTAVAIL: ({ address }, { listen }) =>
    `Address ${address} is not one of this machine: correct the host that goes with ${listen}.`,
  ENOTFOUND: unresolved,
  EAI_AGAIN: unresolved,
};

interface SystemError extends Error {
  code?: string;
  port?: number;
  address?: string;
  hostname?: string;
}

interface Settings {
  /** The setting that names the port. */
  listen: string;
}

/** Turns the system's error about a listening port into a {@link StartupError}; returns others as they are. */
export function listenError(error: unknown, settings: Settings): unknown {
  const systemError = error as SystemError;
  const message = messageByCode[systemError?.code ?? ''];
  return message ? new StartupError(message(systemError, settings), { cause: error }) : error;
}
