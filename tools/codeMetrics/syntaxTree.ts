import { parseAst } from 'vite';
import type { Source } from './readSources.ts';

/** A node of the ESTree that the bundler's own parser returns. */
export type SyntaxNode = { readonly type: string; readonly start: number; readonly end: number } & {
  readonly [key: string]: unknown;
};

export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** @throws Error with the file's name when it is no TypeScript. */
export const parseSource = ({ path, text }: Source): SyntaxNode => {
  try {
    const program: unknown = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' });
    if (isNode(program)) {
      return program;
    }
    throw new TypeError('The parser returned no tree.');
  } catch (error) {
    throw new Error(`${path} cannot be parsed.`, { cause: error });
  }
};

export const nodesIn = (value: unknown): SyntaxNode[] =>
  Array.isArray(value) ? value.filter((item) => isNode(item)) : isNode(value) ? [value] : [];

/** Every node, parents before their children. */
export function* walk(
  node: SyntaxNode,
  parent: SyntaxNode | null = null,
): Generator<{
  readonly node: SyntaxNode;
  readonly parent: SyntaxNode | null;
}> {
  yield { node, parent };
  for (const value of Object.values(node)) {
    for (const child of nodesIn(value)) {
      yield* walk(child, node);
    }
  }
}

/** The text of an identifier or a string literal; null for anything else. */
export const nameOf = (node: unknown): string | null => {
  if (!isNode(node)) {
    return null;
  }
  const text = node['name'] ?? node['value'];
  return typeof text === 'string' ? text : null;
};
