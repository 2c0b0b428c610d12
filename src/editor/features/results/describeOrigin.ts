import type { ResultKey } from '../../../protocol/requests.ts';

/** `Found by the model lite 0.8.0, on the graphics card.` */
export const describeOrigin = ({
  bundle,
  provider,
}: Pick<ResultKey, 'bundle' | 'provider'>): string => {
  const [name = '', version = ''] = bundle.split('@');
  const where = provider === 'webgpu' ? 'on the graphics card' : 'on the processor';
  return `Found by the model ${name} ${version}, ${where}.`;
};
