import { createReadStream, statSync } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

const BUNDLES_FOLDER = 'models/bundles';
/** A bundle and a plain file name: no path can leave the folder. */
const INDEX_PATH = '/models/index.json';
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

/** A folder becomes a bundle by its manifest. */
async function bundleNames(from: string): Promise<string[]> {
  const folders = await readdir(from, { withFileTypes: true }).catch(() => []);
  return folders
    .map(({ name }) => name)
    .filter((name) => fileSize(join(from, name, 'manifest.json')) !== null)
    .toSorted();
}

async function copyBundles(from: string, to: string): Promise<void> {
  const names = await bundleNames(from);
  await mkdir(to, { recursive: true });
  await writeFile(join(to, 'index.json'), `${JSON.stringify(names)}\n`);
  for (const name of names) {
    const source = join(from, name);
    const target = join(to, name);
    await mkdir(target, { recursive: true });
    for (const file of await readdir(source, { withFileTypes: true })) {
      if (file.isFile()) await copyFile(join(source, file.name), join(target, file.name));
    }
  }
}

/**
 * `models/bundles/<name>/` at `/models/<name>/`, and their names in `/models/index.json`: served by the
 * dev server, copied by the build.
 */
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
        if (request.url === INDEX_PATH) {
          response.setHeader('Content-Type', CONTENT_TYPES['json'] ?? '');
          void bundleNames(join(root, BUNDLES_FOLDER)).then((names) =>
            response.end(JSON.stringify(names)),
          );
          return undefined;
        }
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
