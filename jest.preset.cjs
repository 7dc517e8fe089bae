// What every project's jest.config.cjs shares. Sources are TypeScript, run through swc as CommonJS;
// the packages that ship ES modules only go through it too.
// Mercurius is among them because it loads one of them with import().
const esModulesOnly = [
  '@noble/hashes',
  '@scure/base',
  'jose',
  'mercurius',
  'node-pg-migrate',
  'oauth4webapi',
  'openid-client',
  'preact',
  'quick-lru',
];

module.exports = {
  testEnvironment: 'node',
  reporters: ['default', `${__dirname}/tools/jest-report.cjs`],
  testMatch: ['<rootDir>/src/**/*.spec.{ts,tsx}'],
  moduleNameMapper: {
    '^@latchkey/stack$': `${__dirname}/tools/stack/src/index.ts`,
    '^@latchkey/([a-z-]+)$': `${__dirname}/libs/$1/src/index.ts`,
  },
  transform: {
    '\\.([cm]?[jt]sx?)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join('|')})/)`],
};
