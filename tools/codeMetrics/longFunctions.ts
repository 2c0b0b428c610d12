import type { Source } from './readSources.ts';
import { isNode, nameOf, parseSource, walk } from './syntaxTree.ts';
import type { SyntaxNode } from './syntaxTree.ts';

export type FunctionLength = {
  readonly path: string;
  readonly name: string;
  readonly lines: number;
};

const FUNCTION_TYPES: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

const functionName = (node: SyntaxNode, parent: SyntaxNode | null): string =>
  nameOf(node['id']) ??
  (parent === null ? null : (nameOf(parent['id']) ?? nameOf(parent['key']))) ??
  'anonymous';

const typescriptFunctions = (source: Source): FunctionLength[] =>
  Array.from(walk(parseSource(source)))
    .filter(({ node }) => FUNCTION_TYPES.has(node.type) && isNode(node['body']))
    .map(({ node, parent }) => ({
      path: source.path,
      name: functionName(node, parent),
      lines: source.text.slice(node.start, node.end).split('\n').length,
    }));

/** By indentation: a function ends before the first line that is indented as little as its `def`. */
const pythonFunctions = ({ path, text }: Source): FunctionLength[] => {
  const lines = text.trimEnd().split('\n');
  return lines.flatMap((line, first) => {
    const match = /^(\s*)(?:async )?def (\w+)/.exec(line);
    if (match === null) {
      return [];
    }
    const [, indent = '', name = ''] = match;
    // The closing line of a signature, `) -> int:`, stands at the same indent as its `def`.
    const after = lines.findIndex(
      (other, index) =>
        index > first &&
        other.trim() !== '' &&
        (/^\s*/.exec(other)?.[0].length ?? 0) <= indent.length &&
        !other.trim().startsWith(')'),
    );
    const body = lines.slice(first, after === -1 ? undefined : after);
    return [{ path, name, lines: body.join('\n').trimEnd().split('\n').length }];
  });
};

/** Functions longer than so many lines, longest first. */
export const longFunctions = (sources: readonly Source[], maxLines: number): FunctionLength[] =>
  sources
    .flatMap((source) =>
      source.language === 'typescript'
        ? typescriptFunctions(source)
        : source.language === 'python'
          ? pythonFunctions(source)
          : [],
    )
    .filter(({ lines }) => lines > maxLines)
    .toSorted((a, b) => b.lines - a.lines);
