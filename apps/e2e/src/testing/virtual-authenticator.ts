import type { Page } from 'playwright-core';

/** A passkey that an authenticator holds, as the DevTools protocol describes it. */
export interface HeldPasskey {
  credentialId: string;
  isResidentCredential: boolean;
  rpId?: string;
  privateKey: string;
  userHandle?: string;
  signCount: number;
}

/** An authenticator that is built into the browser of one page. */
export interface VirtualAuthenticator {
  /** Whether its owner touches it whenever asked: then autofill needs no press of a button either. */
  setPresence(present: boolean): Promise<void>;
  /** Whether it recognizes its owner by finger, face or PIN. */
  setUserVerified(verified: boolean): Promise<void>;
  /** The passkeys that it holds. */
  passkeys(): Promise<HeldPasskey[]>;
}

/**
 * Gives a page an authenticator, through the WebAuthn domain of DevTools. Nobody touches it at first.
 *
 * @param passkeys those that it holds from the first: of the same person in another browser
 * @param options `hasUserVerification`: false for a security key that has no way to recognize its owner
 */
export async function addVirtualAuthenticator(
  page: Page,
  passkeys: readonly HeldPasskey[] = [],
  { hasUserVerification = true } = {},
): Promise<VirtualAuthenticator> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification,
      isUserVerified: hasUserVerification,
      automaticPresenceSimulation: false,
    },
  });
  for (const credential of passkeys) {
    await devTools.send('WebAuthn.addCredential', { authenticatorId, credential });
  }
  return {
    async setPresence(enabled) {
      await devTools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
    async setUserVerified(isUserVerified) {
      await devTools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    async passkeys() {
      return (await devTools.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
    },
  };
}
