module.exports = {
  displayName: 'storage',
  preset: '../../jest.preset.cjs',
  globalSetup: '<rootDir>/../development/src/jest-global-setup.ts',
  globalTeardown: '<rootDir>/../development/src/jest-global-teardown.ts',
  // Servers are started and stopped in these specs, on machines that have other things to do.
  testTimeout: 60_000,
};
