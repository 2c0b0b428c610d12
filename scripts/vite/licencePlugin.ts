import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

/** Puts the licence, and what is kept where, beside the app, which links to them. */
export function licencePlugin(): Plugin {
  let root = '';
  return {
    name: 'earmark:licence',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    async generateBundle() {
      const source = await readFile(resolve(root, 'LICENSE'), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'LICENSE.txt', source });
      const privacy = await readFile(resolve(root, 'docs/privacy.md'), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'privacy.txt', source: privacy });
    },
  };
}
