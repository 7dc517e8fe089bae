import { createAsset } from './asset';

describe('createAsset', () => {
  it('gives other content another path, and the same content the same', () => {
    const [one, same, other] = ['a', 'a', 'b'].map((body) => createAsset('css', 'text/css', body).path);
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });
});
