import { test as base, expect } from '@playwright/test';

export { expect };

/** Every test fails when anything leaves the origin, breaks the policy or throws unseen. */
export const test = base.extend<{ watched: void }>({
  watched: [
    async ({ context, page, baseURL }, use) => {
      const origin = new URL(baseURL ?? '').origin;
      const problems: string[] = [];
      context.on('request', (request) => {
        const url = request.url().replace(/^blob:/, '');
        if (!url.startsWith(`${origin}/`)) problems.push(`request to ${url}`);
      });
      page.on('pageerror', (error) => problems.push(`thrown: ${error.stack ?? error.message}`));
      page.on('console', (message) => {
        const text = message.text();
        if (/content security policy|refused to|requires 'Trusted/i.test(text)) problems.push(text);
      });
      await use();
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});
