import type { Narrator } from '../narrator';
import { machineClock } from './clock';
import { requestCodes, type DeviceClient } from './codes';
import { pollForTokens, type PollOptions } from './poll';
import { showLiveData } from './live-data';
import { codeScreen, createCanvas, dataScreen } from './screen';

const everySeconds = 3;

const sentences = {
  denied: 'You said no: this device was not connected. Nothing of yours is shown here.',
  expired: 'Nobody entered the code in time. Run this again for a new one.',
};

/**
 * A television in the terminal: shows its code, waits until somebody connects it, and then shows what their
 * energy devices do, until Ctrl-C (RFC 8628).
 */
export async function deviceTerminal(issuer: string, tell: Narrator, signal: AbortSignal): Promise<void> {
  const client: DeviceClient = { issuer, clientId: 'demo-tv' };
  tell.heading('A television: demo-tv');
  const codes = await requestCodes(client, signal);
  process.stdout.write(`\n${codeScreen(codes)}\n\n`);

  const decision = await pollForTokens({
    client,
    codes,
    clock: machineClock,
    signal,
    onWait: tellWait(tell),
  });
  if (decision.outcome !== 'approved') {
    process.stdout.write(`\n${sentences[decision.outcome]}\n`);
    return;
  }
  tell.step('Connected. Ctrl-C ends it; the account page disconnects it.');
  const draw = createCanvas(process.stdout);
  await showLiveData({
    client,
    tokens: decision.tokens,
    clock: machineClock,
    signal,
    everySeconds,
    show: (live) =>
      draw(
        live.kind === 'data'
          ? [new Date().toLocaleTimeString(), '', ...dataScreen(live.body)]
          : [`${live.reason}: trying again in ${live.seconds} s`],
      ),
  });
  process.stdout.write('\nThis device is not connected any more. Run this again to connect it anew.\n');
}

/** Says when the way of waiting changes, not every five seconds. */
function tellWait(tell: Narrator): NonNullable<PollOptions['onWait']> {
  let said = '';
  return ({ seconds, because }) => {
    const sentence = {
      pending: 'Waiting for you',
      slow_down: 'The server asks for patience',
      'no answer': 'No answer from the server',
    }[because];
    const line = `${sentence}: asking again in ${seconds} s`;
    if (line !== said) tell.step(line);
    said = line;
  };
}
