/** Scopes at one resource. */
export interface AllowedAccess {
  resource: string;
  /** May be empty: a token for the resource that allows nothing in particular. */
  scopes: string[];
}

/** Whose consent, and to what client. */
export interface ConsentKey {
  subject: string;
  clientId: string;
}

/** What one user has allowed one client. */
export interface Consent extends ConsentKey {
  /** For people. */
  clientName: string;
  /** By resource; scopes by name. */
  allowed: AllowedAccess[];
  createdAt: Date;
  updatedAt: Date;
}
