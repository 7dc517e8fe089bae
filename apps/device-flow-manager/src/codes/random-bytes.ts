/** Makes `size` random bytes that nobody can predict; injected, so that a test can repeat them. */
export type RandomBytes = (size: number) => Uint8Array;
