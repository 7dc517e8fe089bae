import { createHmac } from 'node:crypto';
import { scramVerifier } from './scram-verifier';

describe('scramVerifier', () => {
  it('makes the server key that signs the exchange of RFC 7677 §3', () => {
    const salt = 'W22ZaJ0SNY7soEsUEjb6gQ==';
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    const verifier = scramVerifier('pencil', Buffer.from(salt, 'base64'));
    expect(verifier.startsWith(`SCRAM-SHA-256$4096:${salt}$`)).toBe(true);
    const serverKey = Buffer.from(verifier.split(':')[2] ?? '', 'base64');
    const exchange = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=${salt},i=4096,c=biws,r=${nonce}`;
    expect(createHmac('sha256', serverKey).update(exchange).digest('base64')).toBe(
      '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    );
  });

  it('salts each verifier anew', () => {
    expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
  });
});
