module.exports = { displayName: 'resource-gateway', preset: '../../jest.preset.cjs' };
