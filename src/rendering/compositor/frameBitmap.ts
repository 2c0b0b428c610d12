/** A decoded frame and its index. */
export type FrameBitmap = { readonly frameIndex: number; readonly bitmap: ImageBitmap };
