import { createReadStream, statSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

const BUNDLES_FOLDER = 'models/bundles';
/** A bundle and a plain file name: no path can leave the folder. */
const REQUEST_PATTERN = /^\/models\/([a-z0-9-]+)\/([A-Za-z0-9_-][A-Za-z0-9._-]*)(?:\?.*)?$/;
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
};

function contentType(path: string): string {
  return CONTENT_TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}

function fileSize(path: string): number | null {
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isFile() === true ? status.size : null;
}

async function copyBundles(from: string, to: string): Promise<void> {
  const bundles = await readdir(from, { withFileTypes: true }).catch(() => []);
  for (const bundle of bundles) {
    // A folder becomes a bundle by its manifest; what lies beside it stays here.
    const source = join(from, bundle.name);
    if (fileSize(join(source, 'manifest.json')) === null) continue;
    const target = join(to, bundle.name);
    await mkdir(target, { recursive: true });
    for (const file of await readdir(source, { withFileTypes: true })) {
      if (file.isFile()) await copyFile(join(source, file.name), join(target, file.name));
    }
  }
}

/** `models/bundles/<name>/` at `/models/<name>/`: served by the dev server, copied by the build. */
export function modelBundlesPlugin(): Plugin {
  let root = '';
  let outFolder = '';
  let building = false;
  return {
    name: 'earmark:model-bundles',
    configResolved(config) {
      root = config.root;
      outFolder = resolve(config.root, config.build.outDir);
      building = config.command === 'build';
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const [, bundle, file] = REQUEST_PATTERN.exec(request.url ?? '') ?? [];
        if (bundle === undefined || file === undefined) return next();
        const path = join(root, BUNDLES_FOLDER, bundle, file);
        const bytes = fileSize(path);
        if (bytes === null) return next();
        response.setHeader('Content-Type', contentType(path));
        response.setHeader('Content-Length', bytes);
        for (const [name, value] of Object.entries(server.config.server.headers)) {
          if (value !== undefined) response.setHeader(name, value);
        }
        return createReadStream(path).pipe(response);
      });
    },
    async closeBundle() {
      // Also called when a dev server closes.
      if (building) await copyBundles(join(root, BUNDLES_FOLDER), join(outFolder, 'models'));
    },
  };
}
