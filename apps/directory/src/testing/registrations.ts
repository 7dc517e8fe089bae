import type { ClientRegistration } from '../client/client';
import type { ProtectedResource } from '../resource/resource';

/** A confidential client that tests vary. */
export const web: ClientRegistration = {
  clientId: 'web',
  clientName: 'Web',
  tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['https://app.example.com/callback'],
  scopes: ['flex:read'],
  resources: ['https://api.example.com/'],
};

/** A resource that is not behind the gateway and has no settings of its own. */
export const plain: ProtectedResource = {
  resource: 'https://API.example.com/',
  resourceName: 'Plain API',
  description: 'Has no scopes.',
  scopes: [],
  accessTokenLifetimeSeconds: 0,
  accessTokenFormat: 'jwt',
  routes: [],
  upstream: '',
  allowedOrigins: [],
  clientRequestsPerMinute: 0,
  userRequestsPerMinute: 0,
  maximumBodyBytes: 0,
  timeoutSeconds: 0,
};

/** A resource with all that one can have. */
export const demo: ProtectedResource = {
  resource: 'https://auth.example.com/resource/',
  resourceName: 'Demo API',
  description: 'An API to try things on.',
  scopes: [
    {
      scope: 'flex:control',
      description: 'Control your energy devices',
      graphqlOperations: ['mutation', 'Device.pin'],
      optional: true,
      translations: { de: 'Ihre Energiegeräte steuern', fr: 'Piloter vos appareils énergétiques' },
    },
    {
      scope: 'flex:read',
      description: 'See your energy devices',
      graphqlOperations: [],
      optional: false,
      translations: {},
    },
  ],
  accessTokenLifetimeSeconds: 300,
  accessTokenFormat: 'opaque',
  routes: [
    {
      pathPrefix: '/demo/',
      rules: [
        { methods: ['GET', 'HEAD'], path: '', exact: true, scopes: [], public: true },
        { methods: ['GET', 'HEAD'], path: 'devices/', exact: false, scopes: ['flex:read'], public: false },
        { methods: [], path: '', exact: false, scopes: ['flex:read', 'flex:control'], public: false },
      ],
    },
    { pathPrefix: '/demo/v1.0/', rules: [] },
  ],
  upstream: 'http://demo-api:8080',
  allowedOrigins: ['https://app.example.com', 'http://localhost:3000'],
  clientRequestsPerMinute: 600,
  userRequestsPerMinute: 60,
  maximumBodyBytes: 1_073_741_824,
  timeoutSeconds: 5,
};
