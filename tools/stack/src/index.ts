export type { DemoCredentials } from './credentials';
export { Person } from './person';
export type { ServiceName } from './services';
export { startStack, type Stack, type StackOptions } from './stack';
