import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { encodeCbor, type CborValue } from './cbor';

/** What an authenticator and its browser are like. */
export interface SoftwareAuthenticatorOptions {
  /** Of the page. */
  origin: string;
  /** Whether its passkeys can be copied to other devices. */
  synced?: boolean;
  /** Whether it checks who its user is, as with a PIN. */
  verifiesUser?: boolean;
  /** Whether it counts signatures. */
  counts?: boolean;
  /** COSE algorithm of its keys: ES256, EdDSA or RS256. */
  algorithm?: -7 | -8 | -257;
}

/** An attestation statement with its format (Web Authentication Level 3 section 8). */
export interface AttestationStatement {
  fmt: string;
  attStmt: Map<string, CborValue>;
}

/** What a faulty or hostile one does otherwise. */
export interface Deviation {
  type?: string;
  origin?: string;
  challenge?: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  rpId?: string;
  userPresent?: boolean;
  verifiesUser?: boolean;
  synced?: boolean;
  backedUp?: boolean;
  signCount?: number;
  /** As base64url; `''` for none. */
  userHandle?: string;
  /** Key to sign with, and public key in COSE to tell. */
  privateKey?: KeyObject;
  publicKey?: Map<number, CborValue>;
  credentialId?: Buffer;
  /** Makes another attestation statement than none, from what a statement signs. */
  attest?: (signed: Buffer) => AttestationStatement;
}

/** A passkey in the authenticator. */
export interface HeldPasskey {
  credentialId: Buffer;
  rpId: string;
  userHandle: string;
  privateKey: KeyObject;
  signCount: number;
}

/** An authenticator in software, with the browser around it. */
export interface SoftwareAuthenticator {
  /** Its passkeys, the latest last. */
  passkeys: HeldPasskey[];
  /** Creates a passkey for PublicKeyCredentialCreationOptionsJSON. */
  create(optionsJson: string, deviation?: Deviation): RegistrationResponseJSON;
  /** Signs for PublicKeyCredentialRequestOptionsJSON, with the latest passkey that these allow. */
  get(optionsJson: string, deviation?: Deviation): AuthenticationResponseJSON;
}

/** Creates one. */
export function createSoftwareAuthenticator(options: SoftwareAuthenticatorOptions): SoftwareAuthenticator {
  const { origin, synced = false, verifiesUser = true, counts = true, algorithm = -7 } = options;
  const passkeys: HeldPasskey[] = [];
  const behaviour = (deviation: Deviation) => ({ origin, synced, verifiesUser, ...deviation });

  return {
    passkeys,
    create(optionsJson, deviation = {}) {
      const { rp, user, challenge } = JSON.parse(optionsJson) as PublicKeyCredentialCreationOptionsJSON;
      const { privateKey, publicKey } = keyPair(algorithm);
      const credentialId = deviation.credentialId ?? randomBytes(32);
      const held = { credentialId, rpId: rp.id ?? '', userHandle: user.id, privateKey, signCount: 0 };
      passkeys.push(held);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const credential = [
        Buffer.alloc(16),
        length,
        credentialId,
        encodeCbor(deviation.publicKey ?? publicKey),
      ];
      const authData = Buffer.concat([
        authenticatorData(held, behaviour(deviation), attestedCredentialData),
        ...credential,
      ]);
      const client = clientData('webauthn.create', challenge, behaviour(deviation));
      const { attest = () => ({ fmt: 'none', attStmt: new Map() }) } = deviation;
      const { fmt, attStmt } = attest(signedBytes(authData, client));
      const attestation = new Map<string, CborValue>([
        ['fmt', fmt],
        ['attStmt', attStmt],
        ['authData', authData],
      ]);
      const response = {
        clientDataJSON: client.toString('base64url'),
        attestationObject: encodeCbor(attestation).toString('base64url'),
        transports: synced ? ['internal', 'hybrid'] : ['usb'],
      };
      return { ...named(credentialId), response };
    },
    get(optionsJson, deviation = {}) {
      const { challenge, rpId, allowCredentials } = JSON.parse(
        optionsJson,
      ) as PublicKeyCredentialRequestOptionsJSON;
      const allowed = ({ credentialId }: HeldPasskey) =>
        allowCredentials?.some(({ id }) => id === credentialId.toString('base64url')) ?? true;
      const held = passkeys.findLast((passkey) => passkey.rpId === rpId && allowed(passkey));
      if (!held) throw new Error('no passkey here is asked for');
      if (counts) held.signCount += 1;
      const data = authenticatorData(held, behaviour(deviation));
      const client = clientData('webauthn.get', challenge, behaviour(deviation));
      const digest = algorithm === -8 ? null : 'sha256';
      const signature = sign(digest, signedBytes(data, client), deviation.privateKey ?? held.privateKey);
      const userHandle = deviation.userHandle ?? held.userHandle;
      const response = {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle !== '' && { userHandle }),
      };
      return { ...named(held.credentialId), response };
    },
  };
}

const attestedCredentialData = 0x40;

/** Web Authentication Level 3 section 6.1. */
function authenticatorData(
  held: HeldPasskey,
  {
    rpId = held.rpId,
    signCount = held.signCount,
    userPresent = true,
    verifiesUser,
    synced,
    backedUp = synced,
  }: Deviation,
  furtherFlags = 0,
): Buffer {
  const flags =
    (userPresent ? 0x01 : 0) | (verifiesUser ? 0x04 : 0) | (synced ? 0x08 : 0) | (backedUp ? 0x10 : 0);
  const end = Buffer.alloc(5);
  end.writeUInt8(flags | furtherFlags);
  end.writeUInt32BE(signCount, 1);
  return Buffer.concat([createHash('sha256').update(rpId).digest(), end]);
}

function signedBytes(authData: Buffer, client: Buffer): Buffer {
  return Buffer.concat([authData, createHash('sha256').update(client).digest()]);
}

/** Section 5.8.1. */
function clientData(
  ceremony: string,
  asked: string,
  { type = ceremony, challenge = asked, origin, crossOrigin = false, topOrigin }: Deviation,
): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin, topOrigin }));
}

function named(credentialId: Buffer) {
  const id = credentialId.toString('base64url');
  return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
}

/** A key pair, with its public key in COSE (RFC 9053 section 7, RFC 8230 section 4). */
export function keyPair(algorithm: -7 | -8 | -257): {
  privateKey: KeyObject;
  publicKey: Map<number, CborValue>;
} {
  const pair =
    algorithm === -7
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : algorithm === -8
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const bytes = (text = '') => Buffer.from(text, 'base64url');
  const parameters: [number, CborValue][] =
    algorithm === -7
      ? [
          [1, 2],
          [3, algorithm],
          [-1, 1],
          [-2, bytes(jwk.x)],
          [-3, bytes(jwk.y)],
        ]
      : algorithm === -8
        ? [
            [1, 1],
            [3, algorithm],
            [-1, 6],
            [-2, bytes(jwk.x)],
          ]
        : [
            [1, 3],
            [3, algorithm],
            [-1, bytes(jwk.n)],
            [-2, bytes(jwk.e)],
          ];
  return { privateKey: pair.privateKey, publicKey: new Map(parameters) };
}
