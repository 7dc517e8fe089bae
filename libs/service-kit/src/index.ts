export type { AnswerLine } from './answer-log';
export { createAuditTrail, type AuditEvent, type AuditLine, type AuditTrail } from './audit-trail';
export {
  databaseUrl,
  grpcListenSettings,
  grpcTarget,
  loadConfig,
  masterKey,
  port,
  publicUrl,
  serviceSettings,
  wholeNumber,
  type ServiceEnvironment,
} from './config';
export { createLogger, type Logger, type LoggerOptions } from './logging';
export { createHttpMeasurement, requestContextFromHeaders, type HttpAnswer } from './http-observation';
export { createMetrics } from './metrics';
export { startOpsServer, type OpsServer, type Readiness } from './ops-server';
export {
  createRequestContext,
  currentRequestContext,
  runInRequestContext,
  traceparent,
  type IncomingContext,
  type RequestContext,
} from './request-context';
export { runService, type RunningService, type ServiceDefinition, type ServiceKit } from './run-service';
export { StartupError, listenError } from './startup-error';
export { databaseStartupError, redisStartupError } from './store-startup-error';
export { networkOf } from './network';
export { randomIdentifier } from './random-identifier';
export { createSecondsHistogram, type SecondsHistogram, type Timings } from './seconds-histogram';
export { open, seal } from './sealing';
export { readTlsMaterial, type TlsMaterial } from './tls-material';
