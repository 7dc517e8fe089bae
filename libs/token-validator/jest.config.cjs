module.exports = { displayName: 'token-validator', preset: '../../jest.preset.cjs' };
