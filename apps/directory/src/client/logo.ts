import { OAuthError } from '@latchkey/oauth';
import type { Logo } from './client-profile';
import { svgFault } from './svg-fault';

const mostBytes = 32 * 1024;
// A picture of a few bytes can unfold to one that no browser has room for.
const mostPixels = 1_024;
// Signature, then the first chunk, which is always IHDR with a length of 13 (PNG, third edition, §5.2 and §11.2.1).
const pngStart = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/**
 * Checks that a logo is what its media type says and that showing it can do no harm.
 *
 * @throws OAuthError `invalid_request` saying what is wrong with it
 */
export function requireLogo({ bytes, mediaType }: Logo): void {
  if (bytes.length === 0 || bytes.length > mostBytes) throw invalidLogo(`must have 1 to ${mostBytes} bytes`);
  const fault = mediaType === 'image/png' ? pngFault(bytes) : svgFault(bytes);
  if (fault !== undefined) throw invalidLogo(fault);
}

function pngFault(bytes: Buffer): string | undefined {
  if (bytes.length < pngStart.length + 8 || !bytes.subarray(0, pngStart.length).equals(pngStart)) {
    return 'is not a PNG image';
  }
  const sides = [bytes.readUInt32BE(pngStart.length), bytes.readUInt32BE(pngStart.length + 4)];
  return sides.every((side) => side >= 1 && side <= mostPixels)
    ? undefined
    : `must be at most ${mostPixels} by ${mostPixels} pixels`;
}

function invalidLogo(fault: string): OAuthError {
  return new OAuthError('invalid_request', { description: `the logo ${fault}` });
}
