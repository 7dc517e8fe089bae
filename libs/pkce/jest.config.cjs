module.exports = { displayName: 'pkce', preset: '../../jest.preset.cjs' };
