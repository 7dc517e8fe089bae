// A whole stack starts for each spec file.
module.exports = { displayName: 'e2e', preset: '../../jest.preset.cjs', testTimeout: 60_000 };
