import * as v from 'valibot';

const TYPES = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array } as const;

const ReferenceIndex = v.object({
  schema: v.literal('earmark-reference/1'),
  bundle: v.object({ name: v.string(), version: v.string() }),
  tensors: v.record(
    v.string(),
    v.object({
      type: v.picklist(['uint8', 'int32', 'float32']),
      shape: v.array(v.number()),
      stride: v.number(),
      byteOffset: v.number(),
    }),
  ),
});

export type ReferenceTensor = {
  readonly type: keyof typeof TYPES;
  readonly shape: readonly number[];
  /** Entry i is value i * stride of the flattened tensor. */
  readonly stride: number;
  readonly values: Uint8Array | Int32Array | Float32Array;
};

export type Reference = {
  readonly bundle: { readonly name: string; readonly version: string };
  /** By `graph.tensor`. @throws Error for a name that the reference does not hold. */
  tensor(name: string): ReferenceTensor;
};

async function fetchOk(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

/** Reads what PyTorch said: see models/tests/reference/README.md. */
export async function readReference(folder: string): Promise<Reference> {
  const index = v.parse(ReferenceIndex, await (await fetchOk(`${folder}/reference.json`)).json());
  const bytes = await (await fetchOk(`${folder}/reference.bin`)).arrayBuffer();
  return {
    bundle: index.bundle,
    tensor(name) {
      const entry = index.tensors[name];
      if (entry === undefined) throw new Error(`The reference has no ${name}.`);
      const { type, shape, stride, byteOffset } = entry;
      const size = shape.reduce((product, side) => product * side, 1);
      const values = new TYPES[type](bytes, byteOffset, Math.ceil(size / stride));
      return { type, shape, stride, values };
    },
  };
}

/** The values that a reference of this stride holds. */
export const takeEvery = (values: Float32Array, stride: number): Float32Array =>
  values.filter((_, index) => index % stride === 0);
