/** A promise that is settled from outside. */
type Deferred<T> = {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
};

const notYet = (): void => undefined;

/** `Promise.withResolvers`, which Node has from version 22 on. */
export const createDeferred = <T>(): Deferred<T> => {
  let resolve: Deferred<T>['resolve'] = notYet;
  let reject: Deferred<T>['reject'] = notYet;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
};
