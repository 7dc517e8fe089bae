module.exports = {
  displayName: 'device-flow-manager',
  preset: '../../jest.preset.cjs',
  globalSetup: '../../libs/development/src/jest-global-setup.ts',
  globalTeardown: '../../libs/development/src/jest-global-teardown.ts',
  // node-pg-migrate ships ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(node-pg-migrate)/)'],
};
