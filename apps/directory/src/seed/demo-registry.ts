import { DEVICE_CODE } from '@latchkey/oauth';
import type { ClientRegistration } from '../client/client-repository';
import type { ProtectedResource } from '../resource/resource-repository';

/** The demo people; their e-mail addresses are in normal form. */
export const demoUsers = [
  { email: 'ada@example.com', name: 'Ada Lovelace' },
  { email: 'admin@example.com', name: 'Admin' },
] as const;

/** The demo API and the clients that may use it, at the public address. */
export function demoRegistry(publicUrl: string): {
  resource: ProtectedResource;
  clients: ClientRegistration[];
} {
  const resource = `${publicUrl}/resource/`;
  const scopes = [
    { scope: 'flex:read', description: 'See your energy devices and their plans' },
    { scope: 'flex:control', description: 'Control your energy devices' },
  ];
  const access = { scopes: scopes.map(({ scope }) => scope), resources: [resource] };
  return {
    resource: {
      resource,
      resourceName: 'ResiFlex Demo API',
      description:
        'Residential flexibility: batteries, heat pumps and car chargers at home that shift their use of power.',
      scopes,
    },
    clients: [
      {
        clientId: 'demo-web',
        clientName: 'Demo Web App',
        tokenEndpointAuthMethod: 'none',
        grantTypes: ['authorization_code', 'refresh_token'],
        redirectUris: [`${publicUrl}/playground/callback`, 'http://127.0.0.1/callback'],
        ...access,
      },
      {
        clientId: 'demo-service',
        clientName: 'Demo Service',
        tokenEndpointAuthMethod: 'client_secret_basic',
        grantTypes: ['client_credentials'],
        redirectUris: [],
        ...access,
      },
      {
        clientId: 'demo-tv',
        clientName: 'Demo TV',
        tokenEndpointAuthMethod: 'none',
        grantTypes: [DEVICE_CODE, 'refresh_token'],
        redirectUris: [],
        ...access,
      },
    ],
  };
}
