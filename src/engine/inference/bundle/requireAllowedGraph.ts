import { MAX_GRAPH_NODES } from '../../../core/limits.ts';
import { EarmarkError } from '../../../core/util/errors.ts';
import { ALLOWED_OPERATORS } from './allowedOperators.ts';
import type { WeightFile } from './fetchBundle.ts';
import { readFields } from './protobuf.ts';

/** Numbers of fields in onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3). */
const MODEL = { graph: 7, opsetImport: 8, trainingInfo: 20, functions: 25 };
const GRAPH = { node: 1, initializer: 5, sparseInitializer: 15 };
const NODE = { opType: 4, attribute: 5, domain: 7 };
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11 };
const TENSOR = { externalData: 13, dataLocation: 14 };
/** StringStringEntryProto, of which external data consists. */
const ENTRY = { key: 1, value: 2 };
const DATA_LOCATION_DEFAULT = 0;
const ONNX_DOMAIN = 'ai.onnx';

class GraphProblem extends Error {}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Bytes of the bundle's files beside the graph, by name. */
type WeightSizes = ReadonlyMap<string, number>;
const NO_WEIGHTS: WeightSizes = new Map();

const byteCount = (text: string): number => {
  if (!/^\d{1,12}$/.test(text)) {
    throw new GraphProblem('a place in a file of weights is no number');
  }
  return Number(text);
};

/** Where a tensor lies: one of the bundle's own files, and within it. */
const checkPlace = (entries: ReadonlyMap<string, string>, sizes: WeightSizes): void => {
  const size = sizes.get(entries.get('location') ?? '');
  if (size === undefined) {
    throw new GraphProblem('weights lie in a file that is none of the bundle');
  }
  const end = byteCount(entries.get('offset') ?? '0') + byteCount(entries.get('length') ?? '');
  if (end > size) {
    throw new GraphProblem('weights lie beyond the end of their file');
  }
};

const readEntry = (entry: Uint8Array): readonly [string, string] => {
  const texts = new Map<number, string>();
  for (const field of readFields(entry)) {
    if (field.kind === 'bytes') {
      texts.set(field.number, textOf(field.bytes));
    }
  }
  return [texts.get(ENTRY.key) ?? '', texts.get(ENTRY.value) ?? ''];
};

/** Weights lie in the graph or in the bundle's files: for any other name the runtime would look. */
const checkTensor = (tensor: Uint8Array, sizes: WeightSizes): void => {
  const entries = new Map<string, string>();
  let isElsewhere = false;
  for (const field of readFields(tensor)) {
    if (field.number === TENSOR.dataLocation) {
      isElsewhere ||= field.kind !== 'number' || field.value !== DATA_LOCATION_DEFAULT;
    } else if (field.number === TENSOR.externalData) {
      isElsewhere = true;
      const [key, value] = field.kind === 'bytes' ? readEntry(field.bytes) : ['', ''];
      if (entries.has(key)) {
        throw new GraphProblem('weights lie in two places');
      }
      entries.set(key, value);
    }
  }
  if (isElsewhere) {
    checkPlace(entries, sizes);
  }
};

const checkAttribute = (attribute: Uint8Array): void => {
  for (const field of readFields(attribute)) {
    if (field.number === ATTRIBUTE.graph || field.number === ATTRIBUTE.graphs) {
      throw new GraphProblem('a graph lies within a node');
    }
    const isTensor = field.number === ATTRIBUTE.tensor || field.number === ATTRIBUTE.tensors;
    if (isTensor && field.kind === 'bytes') {
      checkTensor(field.bytes, NO_WEIGHTS);
    }
  }
};

const checkNode = (node: Uint8Array): void => {
  let operator = '';
  let domain = '';
  for (const field of readFields(node)) {
    if (field.kind !== 'bytes') {
      continue;
    }
    if (field.number === NODE.opType) {
      operator = textOf(field.bytes);
    } else if (field.number === NODE.domain) {
      domain = textOf(field.bytes);
    } else if (field.number === NODE.attribute) {
      checkAttribute(field.bytes);
    }
  }
  const isStandard = domain === '' || domain === ONNX_DOMAIN;
  const name = isStandard ? operator : `${domain}:${operator}`;
  if (!ALLOWED_OPERATORS.has(name)) {
    throw new GraphProblem(`the operator ${name.slice(0, 80)} is not allowed`);
  }
};

/** @returns the number of its nodes */
const checkGraph = (graph: Uint8Array, sizes: WeightSizes): number => {
  let nodes = 0;
  for (const field of readFields(graph)) {
    if (field.kind !== 'bytes') {
      continue;
    }
    if (field.number === GRAPH.node) {
      nodes += 1;
      if (nodes > MAX_GRAPH_NODES) {
        throw new GraphProblem('it has too many nodes');
      }
      checkNode(field.bytes);
    } else if (field.number === GRAPH.initializer) {
      checkTensor(field.bytes, sizes);
    } else if (field.number === GRAPH.sparseInitializer) {
      throw new GraphProblem('weights are sparse');
    }
  }
  return nodes;
};

const checkModel = (model: Uint8Array, sizes: WeightSizes): void => {
  let graphs = 0;
  let nodes = 0;
  for (const field of readFields(model)) {
    if (field.number === MODEL.functions || field.number === MODEL.trainingInfo) {
      throw new GraphProblem('it brings functions of its own');
    }
    if (field.number === MODEL.graph && field.kind === 'bytes') {
      graphs += 1;
      nodes += checkGraph(field.bytes, sizes);
    }
  }
  if (graphs !== 1 || nodes === 0) {
    throw new GraphProblem('it is no ONNX file');
  }
};

/**
 * Looks through an ONNX file before the runtime does: operators of the table alone, no graphs within
 * nodes, no functions, all weights in the file or in those beside it. The runtime is C++ and reads
 * what it is given.
 * @param graph its name, for the error
 * @param weights the bundle's files that hold weights of this graph
 * @throws EarmarkError `bundle-invalid` with the fact `graph`
 */
export const requireAllowedGraph = (
  graph: string,
  file: Uint8Array,
  weights: readonly WeightFile[] = [],
): void => {
  try {
    checkModel(file, new Map(weights.map(({ path, data }) => [path, data.length])));
  } catch (thrown) {
    if (thrown instanceof GraphProblem || thrown instanceof RangeError) {
      const message = `${graph}: ${thrown.message}.`;
      throw new EarmarkError('bundle-invalid', message, { graph }, thrown);
    }
    throw thrown;
  }
};
