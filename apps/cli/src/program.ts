import { Command } from 'commander';
import { grantCommands } from './grants/grant-commands';
import { keyCommands } from './keys/key-commands';
import type { Terminal } from './terminal';

/** `latchkey`: what operators do by hand, over the same gRPC services that the processes use. */
export function createProgram(terminal: Terminal): Command {
  return new Command('latchkey')
    .description('Looks after a running Latchkey: its signing keys and what users allowed.')
    .addCommand(keyCommands(terminal))
    .addCommand(grantCommands(terminal))
    .showHelpAfterError();
}
