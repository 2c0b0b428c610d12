import { createReadStream, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';

/** Where a bundle that was given by its folder is served. */
const OWN_BUNDLE_URL = '/models/own-bundle/';

/** A bundle is given by its name below `models/bundles`, or by a folder, which has a slash. */
const isFolder = (bundle: string): boolean => bundle.includes('/');

/** @param bundle as `parseBundle` of commandLine.ts gives it */
export const bundleUrl = (bundle: string): string =>
  isFolder(bundle) ? OWN_BUNDLE_URL : `/models/${bundle}/`;

/** Serves the files of one folder, and nothing below or beside it; no plugin for a name. */
export function bundleFolderPlugins(bundle: string): Plugin[] {
  if (!isFolder(bundle)) return [];
  return [
    {
      name: 'earmark:bundle-folder',
      configurePreviewServer(server) {
        server.middlewares.use((request, response, next) => {
          const path = (request.url ?? '').split('?')[0] ?? '';
          const name = basename(path);
          if (path !== `${OWN_BUNDLE_URL}${name}` || name.startsWith('.')) return next();
          const file = join(bundle, name);
          const status = statSync(file, { throwIfNoEntry: false });
          if (status?.isFile() !== true) {
            response.statusCode = 404;
            return response.end();
          }
          for (const [header, value] of Object.entries(server.config.preview.headers)) {
            if (value !== undefined) response.setHeader(header, value);
          }
          response.setHeader('Content-Length', status.size);
          return createReadStream(file).pipe(response);
        });
      },
    },
  ];
}
