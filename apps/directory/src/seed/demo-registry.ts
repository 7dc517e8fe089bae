import { DEVICE_CODE } from '@latchkey/oauth';
import type { ClientRegistration } from '../client/client';
import { emptyProfile, type ClientProfile } from '../client/client-profile';
import type { AccessRule, ProtectedResource, Route } from '../resource/resource';

/** The demo people; their e-mail addresses are in normal form. */
export const demoUsers = [
  { email: 'ada@example.com', name: 'Ada Lovelace' },
  { email: 'admin@example.com', name: 'Admin' },
] as const;

const scopes = [
  {
    scope: 'flex:read',
    description: 'See your energy devices and their plans',
    graphqlOperations: ['query'],
    optional: false,
    translations: {
      de: 'Ihre Energiegeräte und deren Pläne sehen',
      fr: 'Voir vos appareils énergétiques et leur programmation',
      es: 'Ver sus dispositivos de energía y su programación',
      it: 'Vedere i Suoi dispositivi energetici e la loro programmazione',
      nl: 'Uw energieapparaten en hun planning zien',
    },
  },
  {
    scope: 'flex:control',
    description: 'Control your energy devices',
    graphqlOperations: ['mutation'],
    optional: true,
    translations: {
      de: 'Ihre Energiegeräte steuern',
      fr: 'Piloter vos appareils énergétiques',
      es: 'Controlar sus dispositivos de energía',
      it: 'Controllare i Suoi dispositivi energetici',
      nl: 'Uw energieapparaten bedienen',
    },
  },
];

// A house with a plug's prongs.
const demoWebLogo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">
<rect width="48" height="48" rx="10" fill="#14532d"/>
<path d="M10 25 24 11 38 25" fill="none" stroke="#bef264" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>
<path d="M19 23v6M29 23v6M16 29h16v2a8 8 0 0 1-16 0ZM24 38v4" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/>
</svg>`;

/** What people are shown of demo clients, by client. */
export const demoProfiles: Record<string, ClientProfile> = {
  'demo-web': {
    ...emptyProfile,
    logo: { bytes: Buffer.from(demoWebLogo), mediaType: 'image/svg+xml' },
    publisherName: 'ResiFlex Demo',
    publisherVerified: true,
  },
  'demo-explorer': { ...emptyProfile, firstParty: true },
};

const read = ['GET', 'HEAD'];
const everybody: Omit<AccessRule, 'methods' | 'path'> = { exact: true, scopes: [], public: true };

const routes: Route[] = [
  {
    pathPrefix: '/resource/',
    rules: [{ methods: read, path: '', exact: false, scopes: ['flex:read'], public: false }],
  },
  {
    pathPrefix: '/graphql/',
    rules: [
      // The explorer and what it is made of.
      { methods: read, path: '', ...everybody },
      { methods: read, path: 'callback', ...everybody },
      { methods: read, path: 'assets/', ...everybody, exact: false },
      { methods: read, path: 'schema.graphql', ...everybody },
      // The API itself answers introspection without a token, and refuses everything else.
      { methods: ['POST'], path: '', ...everybody },
    ],
  },
];

/** The demo API and the clients that may use it, at the public address. */
export function demoRegistry({ publicUrl, demoApiUrl }: { publicUrl: string; demoApiUrl: string }): {
  resource: ProtectedResource;
  clients: ClientRegistration[];
} {
  const resource = `${publicUrl}/resource/`;
  const access = { scopes: scopes.map(({ scope }) => scope), resources: [resource] };
  return {
    resource: {
      resource,
      resourceName: 'ResiFlex Demo API',
      description:
        'Residential flexibility: batteries, heat pumps and car chargers at home that shift their use of power.',
      scopes,
      accessTokenLifetimeSeconds: 0,
      accessTokenFormat: 'jwt',
      routes,
      upstream: demoApiUrl,
      allowedOrigins: ['*'],
      clientRequestsPerMinute: 6_000,
      userRequestsPerMinute: 1_200,
      maximumBodyBytes: 0,
      timeoutSeconds: 0,
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
        // So it may introspect access tokens for the demo API.
        servedResources: [resource],
      },
      {
        clientId: 'demo-tv',
        clientName: 'Demo TV',
        tokenEndpointAuthMethod: 'none',
        grantTypes: [DEVICE_CODE, 'refresh_token'],
        redirectUris: [],
        ...access,
      },
      {
        clientId: 'demo-explorer',
        clientName: 'Demo API Explorer',
        tokenEndpointAuthMethod: 'none',
        grantTypes: ['authorization_code'],
        redirectUris: [`${publicUrl}/graphql/callback`],
        ...access,
      },
    ],
  };
}
