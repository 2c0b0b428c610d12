import type { FrameMask, RequestEvent } from '../../protocol/requests.ts';
import type { SegmentResult } from '../results/resultStore.ts';

type Reporting = {
  readonly result: SegmentResult;
  readonly emit: (event: RequestEvent<'segment'>) => void;
};

/** Stores a frame's mask in the result, and tells of it. */
export const reportMask = async ({ result, emit }: Reporting, mask: FrameMask): Promise<void> => {
  await result.masks.put(mask);
  const { probability: _, ...header } = mask;
  emit({ kind: 'mask', resultId: result.id, mask: header });
};

export const reportDamage = (
  { result, emit }: Reporting,
  frameIndex: number,
  message: string,
): void => {
  result.undecodable.add(frameIndex);
  emit({ kind: 'undecodable', frameIndex, message });
};
