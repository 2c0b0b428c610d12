/**
 * What a graph may consist of, as `domain:operator` or, of ONNX's own domain, `operator`: plain
 * arithmetic on tensors. Left out on purpose: control flow (If, Loop, Scan), which never has to end;
 * operators that make random numbers, so that results stay the same; strings, sequences and optionals;
 * and whatever reads a file.
 */
export const ALLOWED_OPERATORS: ReadonlySet<string> = new Set(
  [
    // Arithmetic.
    'Abs Add Ceil Clip Cos Div Erf Exp Floor Log Max Mean',
    'Min Mod Mul Neg Pow Reciprocal Round Sign Sin Sqrt Sub Sum',
    // Comparison and choice.
    'And Equal Greater GreaterOrEqual Less LessOrEqual Not Or Where',
    'ArgMax ArgMin CumSum TopK',
    // Activations.
    'Elu Gelu HardSigmoid HardSwish LeakyRelu Mish PRelu Relu Sigmoid',
    'LogSoftmax Softmax Softplus Tanh',
    // Products, convolutions and pooling.
    'Conv ConvTranspose Einsum Gemm MatMul com.microsoft:MatMulNBits',
    'AveragePool GlobalAveragePool GlobalMaxPool GridSample MaxPool Resize',
    // Normalisation.
    'BatchNormalization GroupNormalization InstanceNormalization LayerNormalization',
    // Reduction.
    'ReduceL1 ReduceL2 ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum',
    // Shape and order.
    'Concat Constant ConstantOfShape DepthToSpace Expand Flatten Gather',
    'GatherElements GatherND Identity Pad Range Reshape ScatterElements',
    'ScatterND Shape Slice SpaceToDepth Split Squeeze Tile Transpose',
    'Trilu Unsqueeze',
    // Numbers.
    'Cast DequantizeLinear QuantizeLinear',
  ].flatMap((line) => line.split(' ')),
);
