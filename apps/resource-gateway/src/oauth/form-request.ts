import type { MessageInitShape } from '@bufbuild/protobuf';
import { ClientAuthenticationMethod, type ClientAuthenticationSchema } from '@latchkey/contracts';
import {
  OAuthError,
  parseParameters,
  takeClientAuthentication,
  type ClientAuthenticationMethod as MethodName,
} from '@latchkey/oauth';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What a client sent to an endpoint that takes a form, for the issuer to judge. */
export interface FormRequest {
  clientAuthentication: MessageInitShape<typeof ClientAuthenticationSchema> & { clientId: string };
  /** Parameters by name, without those of the client authentication. Has no prototype; it is the reader's own. */
  parameters: Record<string, string>;
  /** Values of `resource`. */
  resources: string[];
  /** Values of `audience`. */
  audiences: string[];
}

/** Longest form. A hundred of them, the most that travel in one call, stay below gRPC's 4 MiB. */
const bodyLimitBytes = 32 * 1024;

const methods = {
  none: ClientAuthenticationMethod.NONE,
  client_secret_basic: ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
  client_secret_post: ClientAuthenticationMethod.CLIENT_SECRET_POST,
  private_key_jwt: ClientAuthenticationMethod.PRIVATE_KEY_JWT,
} satisfies Record<MethodName, ClientAuthenticationMethod>;

/** Takes forms in this scope and refuses every other body. Bytes stay bytes: they are parsed by one parser. */
export function acceptForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: bodyLimitBytes },
    (_request, body, done) => done(null, body),
  );
  scope.addContentTypeParser('*', (_request, _payload, done) =>
    done(
      new OAuthError('invalid_request', {
        description: 'send the parameters as a form: Content-Type: application/x-www-form-urlencoded',
      }),
    ),
  );
}

/**
 * Reads the form of a request (RFC 6749 §3.2).
 *
 * @throws OAuthError `invalid_request` or `invalid_client`
 */
export function readForm({ body, headers }: FastifyRequest): FormRequest {
  const { parameters, resources, audiences } = parseParameters(Buffer.isBuffer(body) ? body : '');
  const { method, clientId, credential } = takeClientAuthentication({
    authorization: headers.authorization,
    parameters,
  });
  return {
    clientAuthentication: { method: methods[method], clientId, credential },
    parameters,
    resources,
    audiences,
  };
}
