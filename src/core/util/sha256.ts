/** SHA-256 in hex digits. */
export const sha256 = async (
  bytes: ArrayBuffer | ArrayBufferView<ArrayBuffer>,
): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
};
