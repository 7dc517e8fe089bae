import { SecondFactor, type Authentication } from '@latchkey/contracts';
import { acrOf, reachesAcr, type AuthenticationMethod } from '@latchkey/oauth';

const methodOf: Partial<Record<SecondFactor, AuthenticationMethod>> = {
  [SecondFactor.PASSKEY]: 'hwk',
  [SecondFactor.TOTP]: 'otp',
  [SecondFactor.RECOVERY_CODE]: 'otp',
};

/** The second factors with which an authentication would reach one of the classes that a request asks for. */
export function reachingFactors(
  { amr, secondFactors }: Pick<Authentication, 'amr' | 'secondFactors'>,
  acrValues: readonly string[],
): SecondFactor[] {
  return secondFactors.filter((factor) => {
    const method = methodOf[factor];
    const acr = method && acrOf([...(amr as AuthenticationMethod[]), method]);
    return acr !== undefined && reachesAcr(acr, acrValues);
  });
}
