import type { Mutate, StoreApi } from 'zustand/vanilla';

/** A store whose `subscribe` also takes a selector, and then calls back only for what it selects. */
export type SelectorStore<T> = Mutate<StoreApi<T>, [['zustand/subscribeWithSelector', never]]>;
