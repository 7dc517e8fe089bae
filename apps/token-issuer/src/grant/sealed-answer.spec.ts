import { openAnswer, sealAnswer, type TokenAnswer } from './sealed-answer';

const answer: TokenAnswer = {
  accessToken: 'access',
  tokenType: 'Bearer',
  expiresInSeconds: 600,
  refreshToken: 'refresh',
  scope: 'flex:read',
};

describe('a sealed answer', () => {
  it('opens for the token that earned it', () => {
    expect(openAnswer(sealAnswer(answer, 'token-1'), 'token-1')).toEqual(answer);
  });

  it('does not open for another token', () => {
    expect(() => openAnswer(sealAnswer(answer, 'token-1'), 'token-2')).toThrow();
  });

  it('does not open after a bit was changed', () => {
    const sealed = sealAnswer(answer, 'token-1');
    sealed[sealed.length - 1]! ^= 1;
    expect(() => openAnswer(sealed, 'token-1')).toThrow();
  });

  it('does not show what is in it, and differs every time', () => {
    const sealed = sealAnswer(answer, 'token-1');
    expect(sealed.toString('latin1')).not.toContain('refresh');
    expect(sealAnswer(answer, 'token-1').equals(sealed)).toBe(false);
  });
});
