import { Refusal } from '../graphql/refusal';
import { ownerOf, type Principal } from '../principal/principal';
import { checkPage, isId, type PageArguments } from '../schema/arguments';
import type { SchemaContext } from '../schema/context';
import type { Resolvers } from '../schema/resolver';
import type { Account, Property } from './account';

// RFC 6749 Appendix A.1: a client_id is printable ASCII. Longer ones than this are nobody's.
const clientIdPattern = /^[\x20-\x7e]{1,200}$/;

const isOwn = ({ owner }: Account, principal: Principal) => owner === ownerOf(principal);

/** Resolvers of accounts, properties and shares. */
export const accountResolvers = {
  Query: {
    viewer: (_: unknown, _args: unknown, { principal }: SchemaContext) => ({
      subject: principal.kind === 'user' ? principal.subject : principal.clientId,
      clientId: principal.clientId,
      scopes: principal.scopes,
      actsForItself: principal.kind === 'client',
    }),
    accounts: (_: unknown, page: PageArguments, { principal, services }: SchemaContext) =>
      services.accounts.list(principal, checkPage(page)),
    account: (_: unknown, { id }: { id: string }, { principal, services }: SchemaContext) =>
      isId(id) ? services.accounts.find(principal, id) : null,
  },
  Account: {
    isOwn: (account: Account, _args: unknown, { principal }: SchemaContext) => isOwn(account, principal),
    properties: ({ id }: Account, _args: unknown, { loaders }: SchemaContext) =>
      loaders.propertiesOfAccount.load(id),
    // A client learns nothing of the other clients that an account is shared with.
    shares: (account: Account, _args: unknown, { principal, loaders }: SchemaContext) =>
      isOwn(account, principal) ? loaders.sharesOfAccount.load(account.id) : [],
  },
  Property: {
    account: ({ accountId }: Property, _args: unknown, { loaders }: SchemaContext) =>
      loaders.account.load(accountId),
    devices: ({ id }: Property, _args: unknown, { loaders }: SchemaContext) =>
      loaders.devicesOfProperty.load(id),
  },
  Mutation: {
    async shareAccount(_: unknown, { accountId, clientId }: ShareArguments, context: SchemaContext) {
      const { principal, services, loaders } = context;
      if (!clientIdPattern.test(clientId)) {
        throw new Refusal('BAD_USER_INPUT', 'clientId must be the client_id of a registered client');
      }
      await services.sharing.share(principal, checkAccountId(accountId), clientId);
      return loaders.account.load(accountId);
    },
    async unshareAccount(_: unknown, { accountId, clientId }: ShareArguments, context: SchemaContext) {
      const { principal, services, loaders } = context;
      await services.sharing.unshare(principal, checkAccountId(accountId), clientId);
      return loaders.account.load(accountId);
    },
  },
} satisfies Resolvers;

interface ShareArguments {
  accountId: string;
  clientId: string;
}

function checkAccountId(id: string): string {
  if (!isId(id)) throw new Refusal('NOT_FOUND', 'there is no such account among your own');
  return id;
}
