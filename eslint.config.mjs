import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Who may import whom; docs/architecture.md draws the same picture. */
const boundaries = [
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:protocol', onlyDependOnLibsWithTags: ['type:protocol'] },
  { sourceTag: 'type:store', onlyDependOnLibsWithTags: ['type:protocol'] },
  { sourceTag: 'type:ui', onlyDependOnLibsWithTags: ['type:protocol'] },
  { sourceTag: 'type:kit', onlyDependOnLibsWithTags: ['type:kit', 'type:protocol', 'type:contract'] },
  { sourceTag: 'type:development', onlyDependOnLibsWithTags: [] },
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: ['type:protocol', 'type:contract', 'type:kit', 'type:store', 'type:ui'],
  },
  // The internet-facing processes hold no secrets and no database credentials.
  { sourceTag: 'edge', notDependOnLibsWithTags: ['type:store'] },
  {
    sourceTag: 'type:tool',
    onlyDependOnLibsWithTags: [
      'type:tool',
      'type:development',
      'type:kit',
      'type:protocol',
      'type:contract',
      'type:store',
    ],
  },
  {
    sourceTag: 'type:e2e',
    onlyDependOnLibsWithTags: ['type:tool', 'type:development', 'type:kit', 'type:protocol', 'type:contract'],
  },
  // Rules about packages of others.
  { sourceTag: 'type:protocol', bannedExternalImports: ['pg', 'ioredis', 'fastify', '@grpc/*'] },
  { sourceTag: 'edge', bannedExternalImports: ['pg', 'ioredis'] },
];

const forSpecs = boundaries.map((rule) =>
  rule.onlyDependOnLibsWithTags
    ? {
        ...rule,
        onlyDependOnLibsWithTags: [
          ...rule.onlyDependOnLibsWithTags,
          'type:development',
          'type:contract',
          'type:kit',
          'type:protocol',
        ],
      }
    : rule,
);

const moduleBoundaries = (depConstraints) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    { enforceBuildableLibDependency: false, allow: [], depConstraints },
  ],
});

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/node_modules',
      '.nx',
      '.latchkey',
      'tmp',
      'test-results',
      'libs/contracts/src/gen',
    ],
  },
  ...tseslint.configs.recommended,
  {
    plugins: { '@nx': nx },
    rules: moduleBoundaries(boundaries),
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // Specs and their fixtures run on the development kit: a real database, certificates.
    files: ['**/*.spec.ts', '**/*.spec.tsx', '**/src/testing/**'],
    rules: moduleBoundaries(forSpecs),
  },
  {
    files: ['tools/**', 'apps/e2e/**', 'libs/development/**', '**/*.spec.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly', process: 'readonly' },
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: { console: 'readonly', process: 'readonly' } } },
  prettier,
);
