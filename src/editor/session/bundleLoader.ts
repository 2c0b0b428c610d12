import { EarmarkError, toEarmarkError } from '../../core/util/errors.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ProviderPreference } from '../../protocol/requests.ts';
import { notify } from './notices.ts';
import { announce, type SessionStore } from './sessionStore.ts';
import { DEFAULT_BUNDLE_NAME } from '../../protocol/modelBundles.ts';

export type BundleLoader = {
  readonly bundleName: string;
  preferredProvider(): ProviderPreference;
  /** Where to run from now on; what is open already is opened anew. */
  setPreferredProvider(provider: ProviderPreference): void;
  /** Bytes that the browser keeps of models. */
  measureCache(): Promise<number>;
  /** Deletes them; what is open runs on, and the next visit fetches it again. */
  clearCache(): Promise<void>;
  /** Opens the bundle once; later calls wait for the same opening. */
  ensureOpen(): Promise<void>;
  /** Opens it anew on another provider, or after a failure. */
  reopen(provider: ProviderPreference): Promise<void>;
  /** Opens it anew as it was asked for last: the way back from a lost device. */
  recover(): Promise<void>;
};

export const createBundleLoader = (engine: EngineClient, session: SessionStore): BundleLoader => {
  let opening: Promise<void> | null = null;
  let current: AbortController | null = null;
  let preference: ProviderPreference = 'auto';

  const open = async (provider: ProviderPreference, signal: AbortSignal): Promise<void> => {
    let fromCache = true;
    session.setState({ bundle: { kind: 'fetching', loadedBytes: 0, totalBytes: 0 } });
    const body = { url: `/models/${DEFAULT_BUNDLE_NAME}/`, provider };
    const result = await engine.request('open-bundle', body, {
      signal,
      onEvent(event) {
        if (signal.aborted) {
          return;
        }
        if (event.kind === 'bytes') {
          const { loadedBytes, totalBytes } = event;
          fromCache &&= event.fromCache;
          session.setState({ bundle: { kind: 'fetching', loadedBytes, totalBytes } });
        } else {
          const { opened, total } = event;
          session.setState({ bundle: { kind: 'preparing', opened, total } });
        }
      },
    });
    if (signal.aborted) {
      throw new EarmarkError('aborted', 'Another opening took its place.');
    }
    session.setState({ bundle: { kind: 'ready', ...result, fromCache } });
    announce(session, `The model is ready. It runs on ${result.provider.provider}.`);
  };

  const start = (provider: ProviderPreference): Promise<void> => {
    current?.abort();
    preference = provider;
    const controller = new AbortController();
    current = controller;
    opening = open(provider, controller.signal).catch((thrown: unknown) => {
      const error = toEarmarkError(thrown);
      if (current === controller) {
        opening = null;
        session.setState({ bundle: { kind: 'failed', error } });
        notify(session, error);
      }
      throw error;
    });
    return opening;
  };

  return {
    bundleName: DEFAULT_BUNDLE_NAME,
    preferredProvider: () => preference,
    setPreferredProvider(provider) {
      if (provider !== preference && opening) {
        // A failure has told so itself.
        start(provider).catch(() => undefined);
      }
      preference = provider;
    },
    async measureCache() {
      const { bytes } = await engine.request('measure-bundle-cache', {});
      return bytes;
    },
    async clearCache() {
      await engine.request('clear-bundle-cache', {});
      announce(session, 'The kept model is deleted.');
    },
    ensureOpen: () => opening ?? start(preference),
    reopen: start,
    recover: () => start(preference),
  };
};
