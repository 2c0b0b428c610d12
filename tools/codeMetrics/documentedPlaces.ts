import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PATH = /`([\w./-]+\/[\w./-]*)`/g;

const readIfThere = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

const numberedItems = (text: string): number => text.match(/^\d+\. /gm)?.length ?? 0;

/** What `docs/architecture.md` lists between its two marks; null for a checkout without them. */
export const queryToMask = (
  root: string,
): { readonly steps: number; readonly files: number; readonly crossings: number } | null => {
  const text = readIfThere(join(root, 'docs/architecture.md'));
  const listed = /<!-- path:begin -->([\s\S]*?)<!-- path:end -->/.exec(text)?.[1];
  return listed === undefined
    ? null
    : {
        steps: numberedItems(listed),
        files: new Set(Array.from(listed.matchAll(PATH), ([, path]) => path)).size,
        crossings: listed.match(/crosses the worker/g)?.length ?? 0,
      };
};

/** Places to touch for each recipe of `docs/contributing.md`, by its mark. */
export const recipePlaces = (root: string): ReadonlyMap<string, number> => {
  const text = readIfThere(join(root, 'docs/contributing.md'));
  return new Map(
    Array.from(text.matchAll(/<!-- recipe: (\w+) -->([\s\S]*?)<!-- end -->/g), (match) => [
      match[1] ?? '',
      numberedItems(match[2] ?? ''),
    ]),
  );
};
