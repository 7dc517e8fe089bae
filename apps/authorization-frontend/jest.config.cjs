module.exports = { displayName: 'authorization-frontend', preset: '../../jest.preset.cjs' };
