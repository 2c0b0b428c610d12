/** A field of a protobuf message: a number, or bytes that are a text or a message themselves. */
type Field = { readonly number: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
);

/** https://protobuf.dev/programming-guides/encoding/ */
const WIRE_VARINT = 0;
const WIRE_64_BITS = 1;
const WIRE_BYTES = 2;
const WIRE_32_BITS = 5;
const MAX_VARINT_BYTES = 10;

/**
 * The fields of a message in their order, without copying: bytes are views.
 * @throws RangeError where the bytes are no message, or end within one.
 */
export function* readFields(message: Uint8Array): Generator<Field, void> {
  let at = 0;
  /** Bits beyond 2 ** 53 are lost, which no length and no enumeration needs. */
  const varint = (): number => {
    let value = 0;
    for (let index = 0; index < MAX_VARINT_BYTES; index++) {
      const byte = message[at];
      if (byte === undefined) {
        break;
      }
      at += 1;
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) {
        return value;
      }
    }
    throw new RangeError('A number does not end.');
  };
  const take = (length: number): Uint8Array => {
    if (length > message.length - at) {
      throw new RangeError('A field is longer than its message.');
    }
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case WIRE_VARINT:
        yield { number, kind: 'number', value: varint() };
        break;
      case WIRE_64_BITS:
        yield { number, kind: 'bytes', bytes: take(8) };
        break;
      case WIRE_BYTES:
        yield { number, kind: 'bytes', bytes: take(varint()) };
        break;
      case WIRE_32_BITS:
        yield { number, kind: 'bytes', bytes: take(4) };
        break;
      default:
        throw new RangeError('A field is of no known kind.');
    }
  }
}
