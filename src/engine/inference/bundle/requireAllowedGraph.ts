import { MAX_GRAPH_NODES } from '../../../core/limits.ts';
import { EarmarkError } from '../../../core/util/errors.ts';
import { ALLOWED_OPERATORS } from './allowedOperators.ts';
import { readFields } from './protobuf.ts';

/** Numbers of fields in onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3). */
const MODEL = { graph: 7, opsetImport: 8, trainingInfo: 20, functions: 25 };
const GRAPH = { node: 1, initializer: 5, sparseInitializer: 15 };
const NODE = { opType: 4, attribute: 5, domain: 7 };
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11 };
const TENSOR = { externalData: 13, dataLocation: 14 };
const DATA_LOCATION_DEFAULT = 0;
const ONNX_DOMAIN = 'ai.onnx';

class GraphProblem extends Error {}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Weights lie in the file itself: a name of another file would have the runtime look for it. */
const checkTensor = (tensor: Uint8Array): void => {
  for (const field of readFields(tensor)) {
    const isElsewhere =
      field.number === TENSOR.externalData ||
      (field.number === TENSOR.dataLocation &&
        field.kind === 'number' &&
        field.value !== DATA_LOCATION_DEFAULT);
    if (isElsewhere) {
      throw new GraphProblem('weights lie in another file');
    }
  }
};

const checkAttribute = (attribute: Uint8Array): void => {
  for (const field of readFields(attribute)) {
    if (field.number === ATTRIBUTE.graph || field.number === ATTRIBUTE.graphs) {
      throw new GraphProblem('a graph lies within a node');
    }
    const isTensor = field.number === ATTRIBUTE.tensor || field.number === ATTRIBUTE.tensors;
    if (isTensor && field.kind === 'bytes') {
      checkTensor(field.bytes);
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
const checkGraph = (graph: Uint8Array): number => {
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
      checkTensor(field.bytes);
    } else if (field.number === GRAPH.sparseInitializer) {
      throw new GraphProblem('weights are sparse');
    }
  }
  return nodes;
};

const checkModel = (model: Uint8Array): void => {
  let graphs = 0;
  let nodes = 0;
  for (const field of readFields(model)) {
    if (field.number === MODEL.functions || field.number === MODEL.trainingInfo) {
      throw new GraphProblem('it brings functions of its own');
    }
    if (field.number === MODEL.graph && field.kind === 'bytes') {
      graphs += 1;
      nodes += checkGraph(field.bytes);
    }
  }
  if (graphs !== 1 || nodes === 0) {
    throw new GraphProblem('it is no ONNX file');
  }
};

/**
 * Looks through an ONNX file before the runtime does: operators of the table alone, no graphs within
 * nodes, no functions, all weights in the file. The runtime is C++ and reads what it is given.
 * @param graph its name, for the error
 * @throws EarmarkError `bundle-invalid` with the fact `graph`
 */
export const requireAllowedGraph = (graph: string, file: Uint8Array): void => {
  try {
    checkModel(file);
  } catch (thrown) {
    if (thrown instanceof GraphProblem || thrown instanceof RangeError) {
      const message = `${graph}: ${thrown.message}.`;
      throw new EarmarkError('bundle-invalid', message, { graph }, thrown);
    }
    throw thrown;
  }
};
