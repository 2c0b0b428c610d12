import { createContext, useContext, useEffect, useEffectEvent } from 'react';
import { useStore } from 'zustand';
import type { Observable } from '../player/observable.ts';
import type { Transport } from '../player/player.ts';
import type { Earmark } from './earmark.ts';
import type { SessionState } from './sessionStore.ts';
import type { ViewState } from './viewStore.ts';

export const EarmarkContext = createContext<Earmark | null>(null);

export const useEarmark = (): Earmark => {
  const earmark = useContext(EarmarkContext);
  if (!earmark) {
    throw new Error('Components of Earmark stand inside its context.');
  }
  return earmark;
};

export const useSession = <T>(select: (state: SessionState) => T): T =>
  useStore(useEarmark().session, select);

export const useView = <T>(select: (state: ViewState) => T): T =>
  useStore(useEarmark().view, select);

export const useTransport = <T>(select: (state: Transport) => T): T =>
  useStore(useEarmark().player.transport, select);

/** Calls back at every change without rendering: the callee writes to the DOM itself. */
export const useObserved = <T>(observable: Observable<T>, listener: (value: T) => void): void => {
  const latest = useEffectEvent(listener);
  useEffect(() => observable.subscribe((value) => latest(value)), [observable]);
};
