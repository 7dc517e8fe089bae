export { parseCodeChallenge } from './code-challenge';
export { createCodeChallenge, createCodeVerifier, verifyCodeVerifier } from './code-verifier';
