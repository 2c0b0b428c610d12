import { sha256 } from '../../core/util/sha256.ts';

const EDGE_BYTES = 1024 * 1024;

/**
 * Names a clip by its content: hex SHA-256 over the byte length (64 bits, little-endian) and the
 * first and last MiB. The whole of a long recording would take longer to read than to open.
 */
export const computeClipId = async (file: Blob): Promise<string> => {
  const length = new BigUint64Array([BigInt(file.size)]);
  const head = file.slice(0, EDGE_BYTES);
  const tail = file.slice(Math.max(0, file.size - EDGE_BYTES));
  const bytes = await new Blob([length, head, tail]).arrayBuffer();
  return sha256(bytes);
};
