import { describe, expect, test } from 'vitest';
import { formatShareLink, parseShareLink, type ShareLink } from './shareLink.ts';

const LINK: ShareLink = {
  sample: 'pond.webm',
  find: ['the duck & co', 'the water'],
  frame: 12,
  in: 3,
  out: 40,
  view: 'cut-out',
  opacity: 70,
  provider: 'wasm',
  bundle: 'lite',
};

describe('links', () => {
  test('say again what they were made from', () => {
    expect(parseShareLink(formatShareLink(LINK))).toEqual({ link: LINK, refused: [] });
    expect(parseShareLink('')).toEqual({ link: { find: [] }, refused: [] });
  });

  test.each([
    ['sample=../../etc/passwd', 'sample'],
    ['sample=https://example.com/clip.mp4', 'sample'],
    ['frame=0', 'frame'],
    ['frame=1e3', 'frame'],
    ['in=-4', 'in'],
    ['out=999999999999', 'out'],
    ['view=<img src=x onerror=alert(1)>', 'view'],
    ['view=matte&view=outline', 'view'],
    ['opacity=101', 'opacity'],
    ['provider=cloud', 'provider'],
    ['bundle=//example.com/lite', 'bundle'],
    ['find=', 'find'],
    [`find=${'a'.repeat(2000)}`, 'find'],
    ['__proto__=1', 'something unknown'],
    ['constructor=1', 'something unknown'],
    [`find=${'a'.repeat(9000)}`, 'all of it, which is too long'],
  ])('leave out what does not fit: %s', (fragment, name) => {
    const { link, refused } = parseShareLink(`#${fragment}`);
    expect(refused).toEqual([name]);
    expect(link.find).toEqual([]);
  });

  test('keep what fits beside what does not, and nine sentences at most', () => {
    const finds = Array.from({ length: 12 }, (_, index) => `find=object+${index}`).join('&');
    const { link, refused } = parseShareLink(`#${finds}&frame=7&view=nowhere`);
    expect(link.find).toHaveLength(9);
    expect(link.frame).toBe(7);
    expect(refused).toEqual(['find', 'view']);
  });
});
