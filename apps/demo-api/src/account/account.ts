/** What a household has under one contract. */
export interface Account {
  id: string;
  /** Name, for people. */
  name: string;
  /** Who it belongs to; see `ownerOf`. */
  owner: string;
  createdAt: Date;
}

/** A house of an account. */
export interface Property {
  id: string;
  accountId: string;
  /** Name, for people. */
  name: string;
  /** IANA name. */
  timeZone: string;
}

/** A client that may see and steer an account. */
export interface AccountShare {
  accountId: string;
  clientId: string;
  createdAt: Date;
}
