import { loadConfig, StartupError } from '@latchkey/service-kit';
import { styleText } from 'node:util';
import { banner } from './banner';
import { configSchema } from './config';
import { startStack, type Stack } from './stack';
import { serviceNames } from './services';

const started = performance.now();
const bold = (text: string) => (process.stdout.isTTY ? styleText('bold', text) : text);
const print = (text: string) => process.stdout.write(`${text}\n`);

try {
  const { port, publicUrl, databaseUrl, stateDirectory } = loadConfig(configSchema);
  let step: string | undefined;
  let stepStarted = performance.now();
  const finishStep = () => {
    if (step) print(`  ${step} (${((performance.now() - stepStarted) / 1000).toFixed(1)} s)`);
    stepStarted = performance.now();
  };
  print(bold('Starting Latchkey'));
  const starting = startStack({
    stateDirectory,
    port,
    publicUrl,
    databaseUrl,
    onStep: (next) => {
      finishStep();
      step = next;
    },
  });
  stopOnSignal(starting);
  const stack = await starting;
  finishStep();
  print(banner(stack, stateDirectory, bold));
  print(`Ready after ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  stopWhenServiceEnds(stack);
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

let stopping = false;

/** The first Ctrl-C stops everything in order, also in the middle of starting; a second one does not wait. */
function stopOnSignal(starting: Promise<Stack>): void {
  const onSignal = () => {
    if (stopping) process.exit(1);
    stopping = true;
    print('\nStopping …');
    starting
      .then((stack) => stack.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** In development a service that ends by itself is a defect to look at, so everything stops. */
function stopWhenServiceEnds(stack: Stack): void {
  for (const name of serviceNames) {
    void stack.service(name).ended.then(async ({ code, signal }) => {
      if (stopping) return;
      stopping = true;
      const reason = signal ? `by ${signal}` : `with status ${code}`;
      process.stderr.write(
        `${name} ended ${reason}: see ${stack.service(name).logFile}. Stopping the rest.\n`,
      );
      await stack.stop();
      process.exit(1);
    });
  }
}
