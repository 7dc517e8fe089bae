module.exports = { displayName: 'jwt', preset: '../../jest.preset.cjs' };
