import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

type Page = { readonly path: string; readonly text: string };

/** What these describe is the code of their time; their links must still lead somewhere. */
const isHistory = ({ path, text }: Page): boolean =>
  path.startsWith('docs/history/') || /^Status: superseded/m.test(text);

const IGNORED_FOLDER = /^(?:\.|node_modules$|dist$|work$|reports$|test-results$)/;

const markdownFiles = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      return IGNORED_FOLDER.test(entry.name) ? [] : markdownFiles(path);
    }
    return entry.name.endsWith('.md') ? [path] : [];
  });

const pages: readonly Page[] = markdownFiles('').map((path) => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8'),
}));

const withoutCode = (text: string): string =>
  text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/^ {4}.*$/gm, '');

/** As GitHub makes them: lower case, words joined by hyphens, other signs left out. */
const anchorsOf = (text: string): string[] =>
  Array.from(withoutCode(text).matchAll(/^#+ (.*)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );

const brokenLinks = ({ path, text }: Page): string[] =>
  Array.from(withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? join(ROOT, path) : resolve(ROOT, dirname(path), file);
      return (
        !existsSync(linked) ||
        (anchor !== undefined && !anchorsOf(readFileSync(linked, 'utf8')).includes(anchor))
      );
    })
    .map((target) => `${path}: ${target}`);

/** `src/...` and the like, up to a placeholder (`<name>`), a star or the end of a sentence. */
const PATH = /(?<![\w./:-])(?:src|scripts|tools|models|tests|e2e|docs|public)\/[\w./@-]*/g;
/** Paths of the Python package, which its documents write from `models/`. */
const PYTHON_PATH = /(?<![\w./-])earmark\/[\w./-]*/g;
const PYTHON_MODULE = /python -m (earmark[\w.]*)/g;

const withoutFullStop = (path: string): string => path.replace(/\.+$/, '');

const pythonModuleExists = (name: string): boolean => {
  const path = join(ROOT, 'models', ...withoutFullStop(name).split('.'));
  return existsSync(`${path}.py`) || existsSync(join(path, '__main__.py'));
};

const brokenPaths = ({ path, text }: Page): string[] => {
  const found = [
    ...Array.from(text.matchAll(PATH), ([match]) => match),
    ...Array.from(text.matchAll(PYTHON_PATH), ([match]) => `models/${match}`),
  ];
  return [
    ...found.filter((target) => !existsSync(join(ROOT, withoutFullStop(target)))),
    ...Array.from(text.matchAll(PYTHON_MODULE), ([, name = '']) => name).filter(
      (name) => !pythonModuleExists(name),
    ),
  ].map((target) => `${path}: ${target}`);
};

test('the documents are found', () => {
  expect(pages.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['README.md', 'docs/architecture.md', 'models/README.md']),
  );
});

test('their relative links lead to files and headings that exist', () => {
  expect(pages.flatMap(brokenLinks)).toEqual([]);
});

test('the paths and modules that they name exist', () => {
  const current = pages.filter((page) => !isHistory(page));
  expect(current.flatMap(brokenPaths)).toEqual([]);
});

test('every page of docs can be reached from its index', () => {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) {
      return;
    }
    reached.add(path);
    const page = pages.find((each) => each.path === path);
    for (const [, target = ''] of page?.text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g) ?? []) {
      const linked = resolve('/', dirname(path), target).slice(1);
      if (linked.endsWith('.md')) {
        visit(linked);
      }
    }
  };
  visit('docs/index.md');
  const inDocs = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/'));
  expect(inDocs.filter((path) => !reached.has(path))).toEqual([]);
});
