/** Curves are kept as text, so that a record is plain JSON: single precision in base 64. */
export const encodeCurve = (curve: Float64Array): string => {
  const bytes = new Uint8Array(curve.length * 4);
  const view = new DataView(bytes.buffer);
  curve.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return btoa(String.fromCharCode(...bytes));
};

export const decodeCurve = (text: string): Float64Array => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 4 }, (_, index) =>
    view.getFloat32(index * 4, true),
  );
};
