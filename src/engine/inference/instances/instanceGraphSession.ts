import * as ort from 'onnxruntime-web/webgpu';
import type { InstanceGraphs, TensorSpec } from '../../../core/model/manifestInstanceGraphs.ts';
import type { InstanceGraphName } from '../../../core/model/manifestInstances.ts';
import type { Fetches } from '../graphSessions.ts';

type InputName<G extends InstanceGraphName> = keyof InstanceGraphs[G]['inputs'] & string;
type OutputName<G extends InstanceGraphName> = keyof InstanceGraphs[G]['outputs'] & string;

/** One open graph of a bundle of kind "instances": `GraphSession` over the names of its contract. */
export type InstanceGraphSession<G extends InstanceGraphName> = {
  /**
   * Runs the graph and returns the outputs asked for; whoever receives them disposes them.
   * @throws EarmarkError `device-lost` | `out-of-memory` | `internal`.
   */
  run<O extends OutputName<G>>(
    feeds: Readonly<Record<InputName<G>, ort.Tensor>>,
    outputs: readonly O[],
  ): Promise<Fetches<O>>;
};

const countValues = (shape: readonly number[]): number =>
  shape.reduce((product, side) => product * side, 1);

/** Rows of values as an input whose remaining rows are zeros. @throws RangeError when they are too many. */
export const paddedTensor = (
  values: Float32Array,
  [type, shape]: TensorSpec<'float32'>,
): ort.Tensor => {
  const padded = new Float32Array(countValues(shape));
  padded.set(values);
  return new ort.Tensor(type, padded, shape);
};

/** RGB bytes as an input. @throws RangeError when they do not fill the shape. */
export const pixelTensor = (pixels: Uint8Array, [type, shape]: TensorSpec<'uint8'>): ort.Tensor => {
  if (pixels.length !== countValues(shape)) {
    throw new RangeError(`${pixels.length} bytes do not fill ${shape.join(' x ')}.`);
  }
  return new ort.Tensor(type, pixels, shape);
};
