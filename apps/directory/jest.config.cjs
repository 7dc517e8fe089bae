module.exports = {
  displayName: 'directory',
  preset: '../../jest.preset.cjs',
  globalSetup: '../../libs/development/src/jest-global-setup.ts',
  globalTeardown: '../../libs/development/src/jest-global-teardown.ts',
};
