import { toEarmarkError } from '../../core/util/errors.ts';
import type { EarmarkError } from '../../core/util/errors.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ModelState, ProviderPreference } from '../../protocol/requests.ts';
import { notify, withdrawNotice } from './notices.ts';
import { announce, type SessionStore } from './sessionStore.ts';
import { DEFAULT_BUNDLE_NAME } from '../../protocol/modelBundles.ts';
import type { BundleLocation } from '../../protocol/model.ts';

/** A bundle of this origin by its name, or the files of one. */
export type BundleChoice =
  | { readonly kind: 'origin'; readonly name: string }
  | { readonly kind: 'files'; readonly files: readonly File[] };

const locationOf = (choice: BundleChoice): BundleLocation =>
  choice.kind === 'origin' ? { url: `/models/${choice.name}/` } : { files: choice.files };

/** Requests the model of the engine and copies the engine's model state into the session. */
export type BundleLoader = {
  /** What is opened; null for the person's own files, which no link can name. */
  readonly bundleName: string | null;
  preferredProvider(): ProviderPreference;
  /** Where to run from now on; an open model is opened again there. */
  setPreferredProvider(provider: ProviderPreference): void;
  /** Bytes of bundles in the browser's storage. */
  measureCache(): Promise<number>;
  /** Deletes them; the open model runs on, and the next visit fetches it again. */
  clearCache(): Promise<void>;
  /**
   * Opens the bundle unless it is open; a lost one is reopened by the engine.
   * @throws EarmarkError of the opening, which the page has been notified of.
   */
  ensureOpen(): Promise<void>;
  /** Opens it again on another provider, or after a failure. @throws as `ensureOpen`. */
  reopen(provider: ProviderPreference): Promise<void>;
  /** Opens another bundle; when it fails, the one before stays the chosen one. @throws as above. */
  choose(choice: BundleChoice): Promise<void>;
  dispose(): void;
};

/** No model is open or lost: the engine opens one by request only. */
const hasNoModel = ({ kind }: ModelState): boolean => kind === 'idle' || kind === 'failed';

export const createBundleLoader = (engine: EngineClient, session: SessionStore): BundleLoader => {
  let opening: Promise<void> | null = null;
  let preference: ProviderPreference = 'auto';
  /** Why the last opening failed. */
  let failure: EarmarkError | null = null;
  let chosen: BundleChoice = { kind: 'origin', name: DEFAULT_BUNDLE_NAME };

  const stopModelState = engine.modelState.subscribe((bundle) => {
    session.setState(bundle.kind === 'ready' ? { bundle, manifest: bundle.manifest } : { bundle });
    if (bundle.kind === 'ready') {
      if (failure !== null) {
        withdrawNotice(session, failure);
        failure = null;
      }
      announce(session, `The model is ready. It runs on ${bundle.provider.provider}.`);
    } else if (bundle.kind === 'lost') {
      announce(session, 'The graphics card was lost; the model is opened again.');
    }
  });

  const request = async (provider: ProviderPreference): Promise<void> => {
    try {
      await engine.request('open-bundle', { ...locationOf(chosen), provider });
    } catch (error) {
      failure = toEarmarkError(error);
      notify(session, failure);
      throw failure;
    }
  };

  const start = (provider: ProviderPreference): Promise<void> => {
    preference = provider;
    const started = request(provider).finally(() => {
      opening = opening === started ? null : opening;
    });
    opening = started;
    return started;
  };

  return {
    get bundleName() {
      return chosen.kind === 'origin' ? chosen.name : null;
    },
    preferredProvider: () => preference,
    setPreferredProvider(provider) {
      if (provider !== preference && (opening || !hasNoModel(engine.modelState.value))) {
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
      announce(session, 'The stored model is deleted.');
    },
    ensureOpen: () =>
      opening ?? (hasNoModel(engine.modelState.value) ? start(preference) : Promise.resolve()),
    reopen: start,
    async choose(choice) {
      const before = chosen;
      chosen = choice;
      try {
        await start(preference);
      } catch (error) {
        if (chosen === choice) {
          chosen = before;
        }
        throw error;
      }
    },
    dispose: stopModelState,
  };
};
