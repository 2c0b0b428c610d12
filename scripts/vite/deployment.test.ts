import { expect, test } from 'vitest';
import { deploymentConstants } from './deployment.ts';

test('without addresses none is built in', () => {
  expect(deploymentConstants({ EARMARK_FEEDBACK_URL: '' })).toMatchObject({
    'import.meta.env.EARMARK_SOURCE_URL': 'null',
    'import.meta.env.EARMARK_FEEDBACK_URL': 'null',
    'import.meta.env.EARMARK_VERSION': expect.stringMatching(/^"\d+\.\d+\.\d+"$/),
  });
});

test('an https address is built in', () => {
  const constants = deploymentConstants({ EARMARK_SOURCE_URL: 'https://example.org/earmark' });
  expect(constants['import.meta.env.EARMARK_SOURCE_URL']).toBe('"https://example.org/earmark"');
});

test.each(['http://example.org', 'javascript:alert(1)', 'example.org'])(
  '%s ends the build',
  (text) => {
    expect(() => deploymentConstants({ EARMARK_FEEDBACK_URL: text })).toThrow(
      'EARMARK_FEEDBACK_URL',
    );
  },
);
