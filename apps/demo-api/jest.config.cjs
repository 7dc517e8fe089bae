module.exports = {
  displayName: 'demo-api',
  preset: '../../jest.preset.cjs',
  globalSetup: '../../libs/development/src/jest-global-setup.ts',
  globalTeardown: '../../libs/development/src/jest-global-teardown.ts',
};
