import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';

/** Most bytes of an answer. */
export const longestAnswer = 16 * 1024;

/** What a passkey signed, as a browser sends it, read but not checked. */
export interface AssertionAnswer {
  response: AuthenticationResponseJSON;
  credentialId: Buffer;
  challenge: string;
  /** As base64url; undefined when the authenticator gave none. */
  userHandle: string | undefined;
}

/** A new passkey, as a browser sends it, read but not checked. */
export interface AttestationAnswer {
  response: RegistrationResponseJSON;
  challenge: string;
  transports: string[];
}

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

// Web Authentication Level 3 section 4: 16 to 1023 bytes. One spelling alone for each.
const credentialId = base64url
  .min(22)
  .max(1364)
  .refine((text) => Buffer.from(text, 'base64url').toString('base64url') === text);

const credential = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
};

const assertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: z.string().nullish(),
  }),
});

const attestation = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string()).optional().catch(undefined),
  }),
});

// Section 5.8.1. A page of ours asks in no frame of somebody else's, so `crossOrigin` is never true.
const clientData = z.object({
  challenge: z.string(),
  crossOrigin: z.literal(false).optional(),
  topOrigin: z.undefined().optional(),
});

const mostTransports = 10;
const transportPattern = /^[a-z-]{1,32}$/;

/** Reads an AuthenticationResponseJSON (section 5.1.8); undefined for what is none, or too long. */
export function parseAssertion(json: string): AssertionAnswer | undefined {
  const { id, rawId, type, response } = parse(assertion, json) ?? {};
  const challenge = response && challengeOf(response.clientDataJSON);
  if (id === undefined || rawId !== id || !type || !challenge) return undefined;
  const { userHandle, ...signed } = response;
  return {
    response: { id, rawId, type, response: signed, clientExtensionResults: {} },
    credentialId: Buffer.from(id, 'base64url'),
    challenge,
    userHandle: userHandle || undefined,
  };
}

/** Reads a RegistrationResponseJSON (section 5.1.8); undefined for what is none, or too long. */
export function parseAttestation(json: string): AttestationAnswer | undefined {
  const { id, rawId, type, response } = parse(attestation, json) ?? {};
  const challenge = response && challengeOf(response.clientDataJSON);
  if (id === undefined || rawId !== id || !type || !challenge) return undefined;
  const { transports = [], ...made } = response;
  const known = transports.filter((transport) => transportPattern.test(transport));
  return {
    response: { id, rawId, type, response: made, clientExtensionResults: {} },
    challenge,
    transports: [...new Set(known)].slice(0, mostTransports),
  };
}

function challengeOf(clientDataJson: string): string | undefined {
  return parse(clientData, Buffer.from(clientDataJson, 'base64url').toString('utf8'))?.challenge;
}

function parse<Output>(schema: z.ZodType<Output>, json: string): Output | undefined {
  if (Buffer.byteLength(json) > longestAnswer) return undefined;
  try {
    return schema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
