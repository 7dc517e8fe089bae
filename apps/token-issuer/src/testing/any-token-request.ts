import { ClientAuthenticationMethod as Method } from '@latchkey/contracts';
import { DEVICE_CODE, JWT_BEARER, TOKEN_EXCHANGE, grantTypes } from '@latchkey/oauth';
import fc from 'fast-check';
import { confidentialSecret } from './confidential-clients';
import { opaqueResource, otherResource, resource } from './test-clients';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/** What {@link anyTokenRequest} may send beside any text: by these names, and good for something. */
export const thingNames = [
  'code',
  'spentCode',
  'redirectUri',
  'codeVerifier',
  'refreshToken',
  'userToken',
  'ownToken',
  'opaqueToken',
  'deviceCode',
  'assertion',
] as const;
/** Things that are good for something, once or for a while. */
export type Things = Record<(typeof thingNames)[number], string>;

type Value = { thing: keyof Things } | { text: string };

/** A token request whose things are still to be filled in. */
export interface RequestSketch {
  clientId: string;
  /** Whether the client authenticates as it is registered. */
  isProven: boolean;
  grantType: string;
  parameters: Record<string, Value>;
  resources: string[];
  audiences: string[];
  /** The proof of possession that comes along: one that holds, one that does not, or none. */
  proof: 'good' | 'bad' | 'none';
}

const mostly = <Shape>(usual: fc.Arbitrary<Shape>, unusual: fc.Arbitrary<Shape>) =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: unusual });
const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.base64String(),
    fc.constant('A'.repeat(86)),
    fc.constant('e30.e30.e30'),
  )
  .map((anything): Value => ({ text: anything }));
const things = (...names: (keyof Things)[]) =>
  mostly(
    fc.constantFrom(...names).map((thing): Value => ({ thing })),
    text,
  );
const oneOf = (...values: string[]) =>
  mostly(
    fc.constantFrom(...values).map((value): Value => ({ text: value })),
    text,
  );
const anyToken = things('userToken', 'ownToken', 'opaqueToken', 'refreshToken', 'code', 'assertion');

// Together they have the parameters of every grant: each finds its own and passes over the others.
const parameters: fc.Arbitrary<Record<string, Value>> = fc
  .tuple(
    fc.record({
      code: things('code', 'spentCode', 'refreshToken'),
      redirect_uri: things('redirectUri'),
      code_verifier: things('codeVerifier'),
      refresh_token: things('refreshToken', 'code'),
      device_code: things('deviceCode'),
      assertion: things('assertion', 'userToken'),
      subject_token: anyToken,
      subject_token_type: oneOf(ACCESS_TOKEN),
    }),
    fc.dictionary(fc.constantFrom('actor_token_type', 'requested_token_type'), oneOf(ACCESS_TOKEN)),
    fc.dictionary(fc.constantFrom('actor_token', 'subject_token', 'constructor', '__proto__'), anyToken),
    fc.dictionary(
      fc.constant('scope'),
      oneOf('flex:read', 'flex:control', 'other:read', 'flex:read opaque:read', 'admin'),
    ),
  )
  .map((parts) => Object.assign({}, ...parts));
const targets = fc.array(mostly(fc.constantFrom(resource, otherResource, opaqueResource), fc.string()), {
  maxLength: 2,
});
const wild: fc.Arbitrary<RequestSketch> = fc.record({
  clientId: mostly(fc.constantFrom('everything', 'web', 'tv', 'nothing', 'nobody', '__proto__'), fc.string()),
  isProven: fc.boolean(),
  grantType: mostly(fc.constantFrom<string>(...grantTypes), fc.string()),
  parameters,
  resources: targets,
  audiences: targets,
  proof: fc.constantFrom('none', 'none', 'good', 'good', 'bad'),
});

const rightful = [
  { clientId: 'web', grantType: 'authorization_code' },
  { clientId: 'web', grantType: 'refresh_token' },
  { clientId: 'tv', grantType: DEVICE_CODE },
  { clientId: 'everything', grantType: 'client_credentials' },
  { clientId: 'everything', grantType: TOKEN_EXCHANGE },
  { clientId: 'everything', grantType: JWT_BEARER },
];
const right: Pick<RequestSketch, 'parameters' | 'resources' | 'audiences'> = {
  parameters: {
    code: { thing: 'code' },
    redirect_uri: { thing: 'redirectUri' },
    code_verifier: { thing: 'codeVerifier' },
    refresh_token: { thing: 'refreshToken' },
    device_code: { thing: 'deviceCode' },
    assertion: { thing: 'assertion' },
    subject_token: { thing: 'userToken' },
    subject_token_type: { text: ACCESS_TOKEN },
  },
  resources: [resource],
  audiences: [],
};

/** Token requests of which some are right, some nearly so, and some nonsense. */
export const anyTokenRequest: fc.Arbitrary<RequestSketch> = fc
  .tuple(wild, fc.constantFrom(undefined, ...rightful), fc.boolean())
  .map(([any, pair, isRight]) => {
    if (!pair) return any;
    const proof = isRight && any.proof === 'bad' ? 'none' : any.proof;
    return { ...any, ...pair, isProven: true, ...(isRight && right), proof };
  });

/** Fills the things in, as the gateway would send the request; `makeProof` makes proofs that hold. */
export async function toTokenRequest(
  sketch: RequestSketch,
  minted: Things,
  makeProof: () => Promise<string>,
) {
  const proofs = { good: makeProof, bad: async () => 'e30.e30.e30', none: async () => '' };
  const { clientId, isProven, grantType, resources, audiences } = sketch;
  const isPublic = clientId === 'web' || clientId === 'tv';
  const values = Object.entries(sketch.parameters).map(([name, value]): [string, string] => [
    name,
    'thing' in value ? minted[value.thing] : value.text,
  ]);
  return {
    clientAuthentication: {
      method: isPublic && isProven ? Method.NONE : Method.CLIENT_SECRET_BASIC,
      clientId,
      credential: isProven ? confidentialSecret : 'no secret',
    },
    grantType,
    parameters: Object.fromEntries(values),
    resources,
    audiences,
    dpopProof: await proofs[sketch.proof](),
  };
}
