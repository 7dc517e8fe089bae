import { create } from '@bufbuild/protobuf';
import { RedeemDeviceCodesResponseSchema } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import { createLogger } from '@latchkey/service-kit';
import { createDeviceCodeRedemption, type DeviceCodePoll } from './device-code-redemption';

const logger = createLogger({ service: 'spec', level: 'error', destination: { write: () => undefined } });

/** A device-flow manager that approves every code but those that say what becomes of them; notes its calls. */
function redemption() {
  const calls: string[][] = [];
  const redeem = createDeviceCodeRedemption({
    logger,
    deviceFlow: {
      async redeemDeviceCodes({ devicePolls = [] }) {
        const codes = devicePolls.map(({ deviceCode = '' }) => deviceCode);
        calls.push(codes);
        if (codes.includes('away')) throw new RpcError('UNAVAILABLE', 'nobody there');
        return create(RedeemDeviceCodesResponseSchema, { outcomes: codes.map(outcomeOf) });
      },
    },
  });
  return { calls, redeem: (deviceCode: string) => redeem(poll(deviceCode)) };
}

const poll = (deviceCode: string): DeviceCodePoll => ({ deviceCode, clientId: 'tv' });

function outcomeOf(code: string) {
  if (code === 'forgotten') return {};
  if (code === 'pending') {
    const value = { code: 'authorization_pending', description: 'wait', retryAfterSeconds: 5 };
    return { outcome: { case: 'error' as const, value } };
  }
  return { outcome: { case: 'approval' as const, value: { grantId: `grant of ${code}` } } };
}

describe('polls of devices', () => {
  it('of one turn travel in one call, and each gets its own approval or refusal', async () => {
    const { redeem, calls } = redemption();
    const settled = await Promise.allSettled(['one', 'pending', 'forgotten', 'two'].map(redeem));
    expect(calls).toEqual([['one', 'pending', 'forgotten', 'two']]);
    expect(settled).toMatchObject([
      { value: { grantId: 'grant of one' } },
      { reason: new OAuthError('authorization_pending', { description: 'wait' }) },
      { reason: { status: 'INTERNAL' } },
      { value: { grantId: 'grant of two' } },
    ]);
    expect(settled[1]).toMatchObject({ reason: { code: 'authorization_pending', retryAfterSeconds: 5 } });
  });

  it('travel a hundred in a call at most', async () => {
    const { redeem, calls } = redemption();
    await Promise.all(Array.from({ length: 250 }, (_, n) => redeem(`code-${n}`)));
    expect(calls.map((codes) => codes.length)).toEqual([100, 100, 50]);
  });

  it('all hear when the device-flow manager is away', async () => {
    const { redeem } = redemption();
    const settled = await Promise.allSettled(['one', 'away'].map(redeem));
    for (const each of settled) expect(each).toMatchObject({ reason: { status: 'UNAVAILABLE' } });
  });
});
