import type { AuthenticationService } from '@latchkey/contracts';
import { RpcError, type Handlers } from '@latchkey/rpc';
import type { Authentications } from '../authentication/authentications';
import { checkAssertion, type AssertionDependencies } from './check-assertion';
import type { ChallengePurpose } from './challenge';
import { requestOptions } from './passkey-options';
import type { PasskeyRepository } from './passkey-repository';

/** What signing in with passkeys needs. */
export interface PasskeyAuthenticationDependencies extends AssertionDependencies {
  passkeys: Pick<PasskeyRepository, 'listDescriptors' | 'findByCredentialId' | 'noteUse'>;
  authentications: Pick<Authentications, 'begin' | 'find' | 'countGuess' | 'add'>;
}

type PasskeyMethods = 'startPasskeyAuthentication' | 'authenticateWithPasskey';

const signIn: ChallengePurpose = { ceremony: 'sign_in', subject: '' };

/** Serves what passkeys do at sign-in: as first factor, and as second. */
export function passkeyAuthentication(
  dependencies: PasskeyAuthenticationDependencies,
): Pick<Handlers<typeof AuthenticationService>, PasskeyMethods> {
  const { passkeys, authentications, challenges, relyingParty } = dependencies;

  return {
    async startPasskeyAuthentication({ authenticationToken }) {
      if (authenticationToken === '') {
        return optionsJson(requestOptions(relyingParty, { challenge: challenges.create(signIn) }));
      }
      const begun = await authentications.find(authenticationToken);
      if (!begun) throw new RpcError('NOT_FOUND', 'no such authentication');
      const own = await passkeys.listDescriptors(begun.subject);
      // An empty list would ask for any passkey, which is another question.
      if (own.length === 0) throw new RpcError('FAILED_PRECONDITION', 'the user has no passkey');
      const challenge = challenges.create(secondFactor(begun.subject));
      return optionsJson(requestOptions(relyingParty, { challenge, passkeys: own }));
    },

    async authenticateWithPasskey({ responseJson, authenticationToken, remoteAddress }) {
      if (authenticationToken === '') {
        const answer = { responseJson, purpose: signIn, remoteAddress };
        return { authentication: await authentications.begin(await checkAssertion(dependencies, answer)) };
      }
      const { subject } = await authentications.countGuess(authenticationToken);
      const answer = { responseJson, purpose: secondFactor(subject), remoteAddress };
      const { methods } = await checkAssertion(dependencies, answer);
      return { authentication: await authentications.add(authenticationToken, methods) };
    },
  };
}

function secondFactor(subject: string): ChallengePurpose {
  return { ceremony: 'second_factor', subject };
}

function optionsJson(options: object): { optionsJson: string } {
  return { optionsJson: JSON.stringify(options) };
}
