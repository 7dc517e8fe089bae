// oidc-provider brings no types of its own; this is as much of it as the bench touches.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface DeviceCode {
    scopes: Set<string>;
    save(seconds: number): Promise<string>;
    iat: number;
    exp: number;
    resource?: string | string[];
  }

  interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    DeviceCode: { findByUserCode(userCode: string): Promise<DeviceCode | undefined> };
    Grant: new (properties: { accountId: string; clientId: string }) => Grant;
  }
}

declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  import type Lru from 'oidc-provider/lib/helpers/lru.js';

  export default class MemoryAdapter {
    constructor(model: string, store: Lru);
  }
}

declare module 'oidc-provider/lib/helpers/lru.js' {
  export default class Lru {
    constructor(options: { maxSize: number });
  }
}
