import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { DeviceApproval } from '@latchkey/contracts';
import { requireParameter } from '@latchkey/oauth';
import type { AccessRules } from '../client/requested-access';
import { requireBoundKey } from '../dpop/key-binding';
import type { IssueTokens } from '../token/issue-tokens';
import type { RedeemDeviceCode } from './device-code-redemption';
import type { Grant, OnGrantCreated } from './grant';
import type { GrantRecord } from './grant-record';
import type { GrantRepository, NewGrant } from './grant-repository';
import { invalidGrant } from './invalid-grant';
import { createFamilyKey, hashOf } from './opaque-token';
import { repeatedAnswer } from './repeated-answer';
import { sealAnswer } from './sealed-answer';

/** What the device code grant needs. */
export interface DeviceCodeDependencies extends AccessRules {
  redeemDeviceCode: RedeemDeviceCode;
  grants: Pick<GrantRepository, 'find' | 'insertOnce'>;
  issueTokens: IssueTokens;
  clock: () => Date;
  /** How long a redeemed device code gets its answer again. */
  replayWindowSeconds: number;
  onGrantCreated: OnGrantCreated;
}

/**
 * The device code grant (RFC 8628 §3.4). The device-flow manager says what the user decided; the approval
 * brings the grant's identity along, so the row is created once however often the device asks, and a device
 * that lost the answer gets the same one again within the window.
 */
export function deviceCode(dependencies: DeviceCodeDependencies): Grant {
  const { redeemDeviceCode, grants, issueTokens, narrowedAccess, remainingAccess, clock } = dependencies;

  return {
    async redeem({ client, parameters, resources, dpopJkt }) {
      const value = requireParameter(parameters, 'device_code');
      const approval = await redeemDeviceCode({ deviceCode: value, clientId: client.id });
      const now = clock();
      const presented = { value, hash: hashOf(value) };
      const draft = draftGrant(approval, client.id, now);
      const access = narrowedAccess({ parameters: {}, resources }, remainingAccess(draft, client));
      const issued = issueTokens({ grant: draft, client, access, dpopJkt });
      const previous = {
        hash: presented.hash,
        rotatedAt: now,
        sealedAnswer: sealAnswer(issued.answer, value),
      };
      if (await grants.insertOnce(draft, issued, previous)) {
        dependencies.onGrantCreated(draft, 'device_code');
        return issued.answer;
      }

      const stored = await grants.find(draft.id, presented.hash);
      // The device-flow manager has seen whose code it is; the answer of another client stays sealed even so.
      const isOwn = stored?.clientId === client.id;
      if (isOwn) requireBoundKey(stored, dpopJkt, 'device code');
      const repeated = isOwn && repeatedAnswer(stored, presented, now, dependencies.replayWindowSeconds);
      if (repeated) return repeated;
      throw invalidGrant('device code', refusalOf(stored));
    },
  };
}

function refusalOf(stored: GrantRecord | undefined): string {
  if (!stored) return 'withdrawn since the approval';
  return stored.revokedAt ? 'grant is revoked' : 'replay window has passed, or of another client';
}

function draftGrant(
  approval: DeviceApproval,
  clientId: string,
  now: Date,
): Omit<NewGrant, 'expiresAt'> & { approvedAt: Date } {
  if (!approval.authTime) throw new Error('the approval lacks auth_time');
  return {
    id: approval.grantId,
    clientId,
    subject: approval.subject,
    scopes: approval.scopes,
    resources: approval.resources,
    authTime: timestampDate(approval.authTime),
    acr: approval.acr || null,
    createdAt: now,
    approvedAt: approval.approveTime ? timestampDate(approval.approveTime) : now,
    tokenFamilyKey: createFamilyKey(),
  };
}
