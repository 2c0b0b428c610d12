/** Messages from the page to its service worker. */
export type ServiceWorkerMessage =
  /** Keep what comes after the first use; the port answers with a `PrecacheAnswer`. */
  | { readonly type: 'keep-after-use' }
  /** The person wants the new version now. */
  | { readonly type: 'take-over' };

const MESSAGE_TYPES: ReadonlySet<unknown> = new Set<ServiceWorkerMessage['type']>([
  'keep-after-use',
  'take-over',
]);

/** Whether the whole app is cached. */
export type PrecacheAnswer = { readonly isComplete: boolean };

/** By hand: valibot would be most of the service worker. */
const readField = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null && Object.hasOwn(data, name)
    ? Reflect.get(data, name)
    : undefined;

/** Null for what no page of this version sends: one of another version may be open still. */
export const parseServiceWorkerMessage = (data: unknown): ServiceWorkerMessage | null => {
  const type = readField(data, 'type');
  return MESSAGE_TYPES.has(type) ? ({ type } as ServiceWorkerMessage) : null;
};

/** Null for what is no such answer. */
export const parsePrecacheAnswer = (data: unknown): PrecacheAnswer | null => {
  const isComplete = readField(data, 'isComplete');
  return typeof isComplete === 'boolean' ? { isComplete } : null;
};
