import * as v from 'valibot';
import { EarmarkError } from '../../../core/util/errors.ts';
import { AnyManifest } from '../../../core/model/manifest.ts';
import { MAX_MANIFEST_BYTES } from '../../../core/limits.ts';

/**
 * A manifest that this release can open.
 * @throws EarmarkError `bundle-invalid` with the first `problem` and where it lies.
 */
export const parseManifest = (bytes: Uint8Array): AnyManifest => {
  if (bytes.length > MAX_MANIFEST_BYTES) {
    throw new EarmarkError('bundle-invalid', 'The manifest is too large.', { bytes: bytes.length });
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new EarmarkError('bundle-invalid', 'The manifest is not JSON.', {}, error);
  }
  const result = v.safeParse(AnyManifest, json, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const where = v.getDotPath(issue) ?? 'manifest';
    throw new EarmarkError('bundle-invalid', `${where}: ${issue.message}`, { where });
  }
  const paths = new Set(result.output.files.map((file) => file.path));
  if (paths.size !== result.output.files.length) {
    throw new EarmarkError('bundle-invalid', 'The manifest names a file twice.');
  }
  return result.output;
};
