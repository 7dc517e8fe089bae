import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeOptions } from './node-options';

describe('nodeOptions', () => {
  it('are those of the container image', () => {
    const dockerfile = readFileSync(join(__dirname, '../../../deploy/Dockerfile'), 'utf8');
    const [, options] = /^ENV NODE_OPTIONS="(.*)"$/m.exec(dockerfile) ?? [];
    expect(options?.split(' ')).toEqual(nodeOptions);
  });
});
