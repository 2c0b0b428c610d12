import type { BundleSummary } from '../../../core/model/bundleSummary.ts';
import type { BundleKind } from '../../../core/model/manifest.ts';
import { formatBytes } from '../../ui/format.ts';

const PURPOSE_TEXTS: Readonly<Record<BundleKind, string>> = {
  instances: 'Fast. Good for everyday things by name, place and sound, also several at once.',
  paper:
    'The published method at full size, and slow. Good for sentences about what sounds, moves or comes first.',
};

export const describePurpose = ({ kind }: BundleSummary): string => PURPOSE_TEXTS[kind];

/** Size and need of memory, in a few words. */
export const describeSize = ({ downloadBytes, memoryBytes }: BundleSummary): string =>
  memoryBytes === null
    ? formatBytes(downloadBytes)
    : `${formatBytes(downloadBytes)}, takes ${formatBytes(memoryBytes)} of memory`;

/** The part of a device's memory that one tab can count on. */
const TAB_SHARE = 0.5;

/**
 * What opening a large bundle means, as a question; null for one that opens without asking.
 * @param deviceGigabytes as the browser tells it, 8 at most; null where it does not
 */
export const askBeforeOpening = (
  bundle: BundleSummary,
  deviceGigabytes: number | null,
): string | null => {
  const { memoryBytes, downloadBytes } = bundle;
  if (memoryBytes === null) {
    return null;
  }
  const need = `It downloads ${formatBytes(downloadBytes)} once and takes ${formatBytes(memoryBytes)} of memory while it is open.`;
  const isTight = deviceGigabytes !== null && memoryBytes > deviceGigabytes * TAB_SHARE * 1024 ** 3;
  const warning = isTight ? ' That may be more than this device has for one tab.' : '';
  return `${need}${warning} If it cannot be opened, the model that is open now stays.`;
};
