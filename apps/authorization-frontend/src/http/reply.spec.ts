import fastify from 'fastify';
import { seeOther } from './reply';

async function redirected(location: string) {
  const server = fastify();
  server.get('/', (_request, reply) => seeOther(reply, location));
  const { statusCode, headers } = await server.inject('/');
  return { statusCode, location: headers.location };
}

describe('seeOther', () => {
  it.each([
    '/consent?request_uri=urn%3Ax',
    'https://app.example.com/cb?code=a',
    'com.example.app:/cb?code=a',
  ])('sends the browser to %s with a GET request, and changes no character of it', async (location) => {
    expect(await redirected(location)).toEqual({ statusCode: 303, location });
  });

  it.each(['/a\r\nset-cookie: a=b', '/a\nb', '/a b', '/ä', '', '/\u0000'])(
    'refuses %j, which could be more than a location',
    async (location) => {
      expect(await redirected(location)).toEqual({ statusCode: 500, location: undefined });
    },
  );
});
