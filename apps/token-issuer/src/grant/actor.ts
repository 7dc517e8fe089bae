import { mostActors, type AccessTokenClaims, type Actor } from '@latchkey/jwt';
import { OAuthError } from '@latchkey/oauth';

/**
 * Names a client as the one who acts for the subject of a token, with those who acted before it nested inside
 * (RFC 8693 §4.1).
 *
 * @throws OAuthError `invalid_request` when the token has passed through too many hands already
 */
export function actingFor({ act: before }: Pick<AccessTokenClaims, 'act'>, clientId: string): Actor {
  if (countActors(before) >= mostActors) {
    throw new OAuthError('invalid_request', {
      description: `subject_token names ${mostActors} actors already: exchange one that was passed on less often`,
    });
  }
  return before ? { sub: clientId, act: before } : { sub: clientId };
}

function countActors(actor: Actor | undefined): number {
  return actor ? 1 + countActors(actor.act) : 0;
}
