module.exports = { displayName: 'oauth', preset: '../../jest.preset.cjs' };
