import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

/** What the app links to, by the file that it is read from. */
const TEXTS = {
  'LICENSE.txt': 'LICENSE',
  'NOTICE.txt': 'NOTICE',
  'features.txt': 'docs/features.md',
  'privacy.txt': 'docs/privacy.md',
} as const;

/** Puts licences, features, and what is kept where beside the app, which links to them. */
export function licencePlugin(): Plugin {
  let root = '';
  return {
    name: 'earmark:licence',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    async generateBundle() {
      for (const [fileName, path] of Object.entries(TEXTS)) {
        const source = await readFile(resolve(root, path), 'utf8');
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
  };
}
