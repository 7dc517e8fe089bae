export { createBroadcast, type Broadcast } from './broadcast';
export { connect, type CallOptions, type Connection, type RpcClient, type RpcClientOptions } from './client';
export { coalesce, type CoalesceOptions } from './coalesce';
export { peerService } from './peer';
export { RpcError, isStatus, type StatusName } from './rpc-error';
export { rpcService, type CallContext, type Handlers, type RpcService } from './rpc-service';
export { startRpcServer, type RpcServer, type RpcServerOptions } from './server';
export { oauthErrorFromMessage, oauthErrorToMessage } from './status-mapping';
export { watch, type Watch, type WatchOptions } from './watch';
