import { posix } from 'node:path';
import type { Source } from './readSources.ts';
import { isNode, nameOf, nodesIn, parseSource, walk } from './syntaxTree.ts';
import type { SyntaxNode } from './syntaxTree.ts';

/** A file's import of another file of the project. */
type Edge = {
  readonly target: string;
  readonly isType: boolean;
  readonly names: readonly string[];
};

/** `*` among an edge's names: all that the target exports. */
const ALL = '*';

type Module = {
  readonly path: string;
  readonly exports: ReadonlySet<string>;
  readonly imports: readonly Edge[];
  /** `export { name } from` and `export * from`. */
  readonly reexports: readonly (Edge & { readonly exportedNames: readonly string[] })[];
};

const isTypeOnly = (node: SyntaxNode, kind: 'importKind' | 'exportKind'): boolean =>
  node[kind] === 'type' ||
  (nodesIn(node['specifiers']).length > 0 &&
    nodesIn(node['specifiers']).every((specifier) => specifier[kind] === 'type'));

const declaredNames = (declaration: SyntaxNode): string[] =>
  declaration.type === 'VariableDeclaration'
    ? nodesIn(declaration['declarations']).flatMap(({ id }) => nameOf(id) ?? [])
    : [nameOf(declaration['id']) ?? 'default'];

const importEdge = (node: SyntaxNode, target: string): Edge => ({
  target,
  isType: isTypeOnly(node, 'importKind'),
  names: nodesIn(node['specifiers']).map((specifier) =>
    specifier.type === 'ImportNamespaceSpecifier'
      ? ALL
      : specifier.type === 'ImportDefaultSpecifier'
        ? 'default'
        : (nameOf(specifier['imported']) ?? ALL),
  ),
});

/** What stands in `import('./x.ts')` and `new URL('./x.ts', import.meta.url)`. */
const dynamicTarget = (node: SyntaxNode): string | null =>
  node.type === 'ImportExpression'
    ? nameOf(node['source'])
    : node.type === 'NewExpression' && nameOf(node['callee']) === 'URL'
      ? nameOf(nodesIn(node['arguments'])[0])
      : null;

export const readModule = (source: Source, paths: ReadonlySet<string>): Module => {
  const resolve = (specifier: string | null): string | null => {
    if (specifier === null || !specifier.startsWith('.')) {
      return null;
    }
    const [file = ''] = specifier.split('?');
    const target = posix.normalize(posix.join(posix.dirname(source.path), file));
    return paths.has(target) ? target : null;
  };
  const exports = new Set<string>();
  const imports: Edge[] = [];
  const reexports: (Edge & { exportedNames: readonly string[] })[] = [];
  for (const { node } of walk(parseSource(source))) {
    const target = isNode(node['source']) ? resolve(nameOf(node['source'])) : null;
    if (node.type === 'ImportDeclaration' && target !== null) {
      imports.push(importEdge(node, target));
    } else if (node.type === 'ExportAllDeclaration' && target !== null) {
      const isType = isTypeOnly(node, 'exportKind');
      reexports.push({ target, isType, names: [ALL], exportedNames: [ALL] });
    } else if (node.type === 'ExportNamedDeclaration') {
      const specifiers = nodesIn(node['specifiers']);
      const exportedNames = specifiers.map(({ exported }) => nameOf(exported) ?? ALL);
      if (target === null) {
        exportedNames.forEach((name) => exports.add(name));
      } else {
        const names = specifiers.map(({ local }) => nameOf(local) ?? ALL);
        reexports.push({ target, isType: isTypeOnly(node, 'exportKind'), names, exportedNames });
      }
      nodesIn(node['declaration'])
        .flatMap(declaredNames)
        .forEach((name) => exports.add(name));
    } else {
      const dynamic = resolve(dynamicTarget(node));
      if (dynamic !== null) {
        imports.push({ target: dynamic, isType: false, names: [ALL] });
      }
    }
  }
  return { path: source.path, exports, imports, reexports };
};

/** Exports that no other file imports, as `path: name`. */
export const unusedExports = (
  modules: ReadonlyMap<string, Module>,
  importers: readonly Module[],
): string[] => {
  const used = new Set<string>();
  const use = (path: string, name: string): void => {
    const found = modules.get(path);
    const key = `${path}: ${name}`;
    if (found === undefined || used.has(key)) {
      return;
    }
    used.add(key);
    if (name === ALL) {
      found.exports.forEach((each) => used.add(`${path}: ${each}`));
    }
    for (const { target, names, exportedNames } of found.reexports) {
      exportedNames.forEach((exported, index) => {
        if (exported === ALL || name === ALL) {
          use(target, exported === ALL ? name : (names[index] ?? ALL));
        } else if (exported === name) {
          use(target, names[index] ?? ALL);
        }
      });
    }
  };
  for (const { imports } of importers) {
    for (const { target, names } of imports) {
      names.forEach((name) => use(target, name));
    }
  }
  return Array.from(modules.values())
    .flatMap(({ path, exports }) => Array.from(exports, (name) => `${path}: ${name}`))
    .filter((key) => !used.has(key));
};

/** Groups of files that import one another, by Tarjan's strongly connected components. */
export const importCycles = (
  modules: ReadonlyMap<string, Module>,
  options: { readonly withTypes: boolean },
): string[][] => {
  const targetsOf = ({ imports, reexports }: Module): string[] =>
    [...imports, ...reexports]
      .filter(({ isType }) => options.withTypes || !isType)
      .map(({ target }) => target);
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (path: string): void => {
    const own = order.size;
    order.set(path, own);
    low.set(path, own);
    stack.push(path);
    const found = modules.get(path);
    for (const target of found === undefined ? [] : targetsOf(found)) {
      if (!order.has(target)) {
        visit(target);
        low.set(path, Math.min(low.get(path) ?? own, low.get(target) ?? own));
      } else if (stack.includes(target)) {
        low.set(path, Math.min(low.get(path) ?? own, order.get(target) ?? own));
      }
    }
    if (low.get(path) === own) {
      const component = stack.splice(stack.indexOf(path));
      if (component.length > 1) {
        cycles.push(component.toSorted((a, b) => a.localeCompare(b)));
      }
    }
  };
  for (const path of modules.keys()) {
    if (!order.has(path)) {
      visit(path);
    }
  }
  return cycles;
};
