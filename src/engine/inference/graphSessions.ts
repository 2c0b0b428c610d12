import * as ort from 'onnxruntime-web/webgpu';
import { EarmarkError } from '../../core/util/errors.ts';
import { requireAllowedGraph } from './bundle/requireAllowedGraph.ts';
import { watchGpuMemory } from './watchGpuMemory.ts';
import type { WeightFile } from './bundle/fetchBundle.ts';

type ContractSide = Readonly<Record<string, readonly [string, readonly number[]]>>;
/** Inputs and outputs of all graphs of a bundle: name -> [type, shape]. */
export type GraphContract = Readonly<
  Record<string, { readonly inputs: ContractSide; readonly outputs: ContractSide }>
>;
type NameIn<C extends GraphContract> = keyof C & string;

export type Fetches<O extends string> = Readonly<Record<O, ort.Tensor>>;

/** One open graph of a contract. */
export type ContractSession<C extends GraphContract, G extends NameIn<C>> = {
  /**
   * Runs the graph and returns the outputs asked for; whoever receives them disposes them.
   * @throws EarmarkError `device-lost` | `out-of-memory` | `internal`.
   */
  run<O extends keyof C[G]['outputs'] & string>(
    feeds: Readonly<Record<keyof C[G]['inputs'] & string, ort.Tensor>>,
    outputs: readonly O[],
  ): Promise<Fetches<O>>;
};

export type GraphSessions<C extends GraphContract> = {
  /**
   * @param weights files beside the graph that hold its weights
   * @throws EarmarkError `bundle-invalid` when the graph is not the one that the contract names.
   */
  open<G extends NameIn<C>>(
    graph: G,
    bytes: Uint8Array,
    weights?: readonly WeightFile[],
  ): Promise<ContractSession<C, G>>;
  /** Runs since the sessions were made, by graph. */
  runCounts(): Record<NameIn<C>, number>;
  /** What they took together, in milliseconds, by graph; waiting for another run does not count. */
  runMilliseconds(): Record<NameIn<C>, number>;
  /** Resolves when the device is lost, also by `dispose`; never on the wasm provider. */
  readonly lost: Promise<void>;
  dispose(): Promise<void>;
};

type GraphSessionOptions<C extends GraphContract = GraphContract> = {
  /** What the graphs read and return; the sizes are those of the bundle. */
  readonly graphs: C;
  /** Null: the wasm provider. */
  readonly device: GPUDevice | null;
  /** Refuse graphs of which any node would fall back from the GPU to the CPU. */
  readonly isCpuFallbackDisabled?: boolean;
};

/**
 * Outputs that only other graphs read: they stay where they were computed. All other outputs are
 * small and are read here.
 */
const DEVICE_RESIDENT_TENSORS: ReadonlySet<string> = new Set([
  // Of bundles of kind "paper".
  'last_map',
  'level_0',
  'level_1',
  'level_2',
  'mask_features',
  'prompt',
]);

/** How long a call on a lost device may take to end: whatever overlaps with it hangs the runtime. */
const LOST_CALL_TIMEOUT_MS = 30_000;
/** How long after a failed run to wait for the news that its device was lost. */
const LOSS_REPORT_WAIT_MS = 200;
const OUT_OF_MEMORY_MESSAGE = /out of memory|bad_alloc|allocation failed|failed to allocate/i;

const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

let lastTask: Promise<unknown> = Promise.resolve();

/**
 * One create, run or release at a time in this realm: overlapping calls hang or trap inside the
 * runtime.
 * @param giveUp when it resolves, the next call no longer waits for this one.
 */
const runExclusive = <T>(task: () => Promise<T>, giveUp: Promise<unknown>): Promise<T> => {
  const result = lastTask.then(task);
  lastTask = Promise.race([result.catch(() => undefined), giveUp]);
  return result;
};

const NEVER = new Promise<never>(() => undefined);

const sessionOptions = (
  outputs: ContractSide,
  options: GraphSessionOptions,
): ort.InferenceSession.SessionOptions => {
  // Weights are stored as int8 with DequantizeLinear; without the rewrite for quantised inference
  // they fold to float constants at load instead of being dequantised in every run.
  const session: Record<string, string> = { disable_quant_qdq: '1' };
  if (options.device === null) {
    return { executionProviders: ['wasm'], graphOptimizationLevel: 'all', extra: { session } };
  }
  if (options.isCpuFallbackDisabled === true) {
    session['disable_cpu_ep_fallback'] = '1';
  }
  const locations = Object.keys(outputs).map((name) => [
    name,
    DEVICE_RESIDENT_TENSORS.has(name) ? 'gpu-buffer' : 'cpu',
  ]);
  return {
    // The object form: the plain string ignores the device and all options.
    executionProviders: [
      { name: 'webgpu', device: options.device, storageBufferCacheMode: 'simple' },
    ],
    preferredOutputLocation: Object.fromEntries(locations) as Record<string, 'gpu-buffer' | 'cpu'>,
    graphOptimizationLevel: 'all',
    extra: { session },
  };
};

const matchesContract = (
  values: readonly ort.InferenceSession.ValueMetadata[],
  contract: ContractSide,
): boolean =>
  values.length === Object.keys(contract).length &&
  values.every((value) => {
    const [type, shape] = contract[value.name] ?? [];
    return value.isTensor && value.type === type && String(value.shape) === String(shape);
  });

const checkContract = (
  graph: string,
  { inputs, outputs }: GraphContract[string],
  session: ort.InferenceSession,
): void => {
  if (
    !matchesContract(session.inputMetadata, inputs) ||
    !matchesContract(session.outputMetadata, outputs)
  ) {
    throw new EarmarkError('bundle-invalid', `${graph} has other inputs or outputs.`, { graph });
  }
};

const zeroCounts = <C extends GraphContract>(graphs: C): Record<NameIn<C>, number> =>
  Object.fromEntries(Object.keys(graphs).map((name) => [name, 0])) as Record<NameIn<C>, number>;

/** Sessions of one bundle on one provider. They own the provider's device. */
export const createGraphSessions = <C extends GraphContract>(
  options: GraphSessionOptions<C>,
): GraphSessions<C> => {
  const { graphs } = options;
  const opened: ort.InferenceSession[] = [];
  const counts = zeroCounts(graphs);
  const milliseconds = zeroCounts(graphs);
  let lossMessage: string | null = null;
  const loss = (options.device?.lost ?? NEVER).then((info) => {
    lossMessage = info.message === '' ? 'The GPU device was lost.' : info.message;
    throw new EarmarkError('device-lost', lossMessage);
  });
  const takeMemoryMessage = options.device ? watchGpuMemory(options.device) : () => null;
  const requireMemory = (): void => {
    const message = takeMemoryMessage();
    if (message !== null) {
      throw new EarmarkError('out-of-memory', message);
    }
  };
  const giveUp = loss.catch(() => delay(LOST_CALL_TIMEOUT_MS));

  /** The error with its kind; the news of a lost device can come after the failure it caused. */
  const explain = async (thrown: unknown): Promise<EarmarkError> => {
    if (thrown instanceof EarmarkError) {
      return thrown;
    }
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (options.device !== null) {
      await Promise.race([loss.catch(() => undefined), delay(LOSS_REPORT_WAIT_MS)]);
      if (lossMessage !== null) {
        return new EarmarkError('device-lost', lossMessage, {}, thrown);
      }
      const memoryMessage = takeMemoryMessage();
      if (memoryMessage !== null) {
        return new EarmarkError('out-of-memory', memoryMessage, {}, thrown);
      }
    }
    const kind = OUT_OF_MEMORY_MESSAGE.test(message) ? 'out-of-memory' : 'internal';
    return new EarmarkError(kind, message, {}, thrown);
  };

  /** A lost device can leave a call without an answer; its loss ends the call instead. */
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      const value = await Promise.race([runExclusive(call, giveUp), loss]);
      requireMemory();
      return value;
    } catch (error) {
      throw await explain(error);
    }
  };

  return {
    open: async <G extends NameIn<C>>(
      graph: G,
      bytes: Uint8Array,
      weights: readonly WeightFile[] = [],
    ): Promise<ContractSession<C, G>> => {
      const contract: GraphContract[string] | undefined = graphs[graph];
      if (contract === undefined) {
        throw new EarmarkError('bundle-invalid', `${graph} is no graph of the bundle.`, { graph });
      }
      requireAllowedGraph(graph, bytes, weights);
      const session = await guarded(() =>
        ort.InferenceSession.create(bytes, {
          ...sessionOptions(contract.outputs, options),
          ...(weights.length > 0 && { externalData: weights }),
        }),
      );
      opened.push(session);
      checkContract(graph, contract, session);
      return {
        run: async <O extends string>(
          feeds: Readonly<Record<string, ort.Tensor>>,
          outputs: readonly O[],
        ) => {
          counts[graph] += 1;
          return (await guarded(async () => {
            const start = performance.now();
            const fetched = await session.run(feeds, outputs);
            milliseconds[graph] += performance.now() - start;
            return fetched;
          })) as Fetches<O>;
        },
      };
    },
    runCounts: () => ({ ...counts }),
    runMilliseconds: () => ({ ...milliseconds }),
    lost: loss.catch(() => undefined),
    dispose: async () => {
      for (const session of opened.splice(0)) {
        // A session of a lost device may refuse; there is nothing left to free then.
        await runExclusive(() => session.release(), giveUp).catch(() => undefined);
      }
      options.device?.destroy();
    },
  };
};
