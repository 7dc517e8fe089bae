module.exports = {
  displayName: 'development',
  preset: '../../jest.preset.cjs',
  globalSetup: '<rootDir>/src/jest-global-setup.ts',
  globalTeardown: '<rootDir>/src/jest-global-teardown.ts',
  // Servers are started and stopped in these specs, on machines that have other things to do.
  testTimeout: 60_000,
};
