import type { FastifyRequest } from 'fastify';
import { regionOf } from './region';

const asked = (headers: Record<string, string | string[]>) => ({ headers }) as unknown as FastifyRequest;

describe('regionOf', () => {
  it.each([
    ['DE-BY', 'DE-BY'],
    ['%C3%8Ele-de-France', 'Île-de-France'],
    ['a'.repeat(100), 'a'.repeat(64)],
    ['%', ''],
    ['%FF', ''],
  ])('reads %j as %j', (told, region) => {
    expect(regionOf(asked({ 'x-latchkey-region': told }))).toBe(region);
  });

  it('knows nothing when the gateway says nothing', () => {
    expect(regionOf(asked({}))).toBe('');
  });
});
