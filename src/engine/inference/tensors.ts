import * as ort from 'onnxruntime-web/webgpu';

/** A float input of a graph. @throws RangeError when the values do not fill the shape. */
export const floatTensor = (values: Float32Array, shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('float32', values, shape);

/**
 * The values of a tensor that stays in use; one on the GPU moves here, and graphs can still read it.
 * The values are the tensor's own.
 */
export const readFloats = async (tensor: ort.Tensor): Promise<Float32Array<ArrayBuffer>> => {
  const values = await tensor.getData(true);
  if (!(values instanceof Float32Array)) {
    throw new TypeError(`A graph returned ${tensor.type} where floats belong.`);
  }
  return values as Float32Array<ArrayBuffer>;
};

/** The values of an output that was fetched to the CPU; the tensor is not used after. */
export const takeFloats = async (tensor: ort.Tensor): Promise<Float32Array<ArrayBuffer>> => {
  const values = await readFloats(tensor);
  tensor.dispose();
  return values;
};
