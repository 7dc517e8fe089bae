import { createLook, renderPage } from '@latchkey/ui';
import { encode } from 'uqr';
import { QrCode } from './qr-code';

const text = 'otpauth://totp/Latchkey:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Latchkey';

describe('QrCode', () => {
  it('draws every module where the code has it, with quiet around, dark on light in any theme', () => {
    const shell = { language: 'en', look: createLook({ name: 'Latchkey' }) } as const;
    const html = renderPage(<QrCode text={text} label="A code" />, shell);
    const { data, size } = encode(text, { ecc: 'M', border: 4 });
    const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    for (const [, x = '', y = '', run = ''] of html.matchAll(/M(\d+) (\d+)\.5h(\d+)/g)) {
      drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(run));
    }
    expect(drawn).toEqual(data);
    expect(drawn.slice(0, 4).flat()).not.toContain(true);
    expect(html).toContain('fill="#fff"');
    expect(html).toContain('role="img" aria-label="A code"');
  });
});
