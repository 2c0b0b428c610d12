import { Popover } from '@base-ui/react/popover';
import { ChevronDown } from 'lucide-react';
import type { ModelState, ProviderPreference } from '../../../protocol/requests.ts';
import { useEarmark, useSession, useView } from '../../session/hooks.ts';
import { formatBytes } from '../../ui/format.ts';
import { Button } from '../../ui/Button.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { BundleList } from './BundleList.tsx';
import { CachedModel } from './CachedModel.tsx';
import styles from './ModelMenu.module.css';
import {
  describeProvider,
  describeProviderBriefly,
  describeTimeEstimate,
  isWasmFallback,
  providerName,
} from './describeProvider.ts';

const PROVIDER_CHOICES: readonly { readonly value: ProviderPreference; readonly name: string }[] = [
  { value: 'auto', name: 'Fastest' },
  { value: 'webgpu', name: 'WebGPU' },
  { value: 'wasm', name: 'Processor' },
];

/** The text in the header: the provider, or the progress of loading. */
const describeModelState = (bundle: ModelState): string => {
  switch (bundle.kind) {
    case 'idle':
      return 'Model not loaded yet';
    case 'fetching':
      return bundle.totalBytes === 0
        ? 'Loading the model'
        : `Loading the model: ${formatBytes(bundle.loadedBytes)} of ${formatBytes(bundle.totalBytes)}`;
    case 'preparing':
      return `Preparing the model: ${bundle.opened} of ${bundle.total}`;
    case 'ready':
      return `Model ready, ${describeProviderBriefly(bundle.provider)}`;
    case 'lost':
      return 'Graphics card lost';
    default:
      return 'Model not loaded';
  }
};

const describeSource = (bundleName: string | null, fromCache: boolean): string => {
  if (bundleName === null) {
    return 'opened from your own files';
  }
  return fromCache ? 'loaded from this browser’s storage' : 'downloaded and stored in this browser';
};

const ModelDetails = ({ bundle }: { readonly bundle: ModelState }) => {
  const { bundles } = useEarmark();
  const clip = useSession((state) => state.clip?.info ?? null);
  const secondsAFrame = useView((state) => state.secondsAFrame.wasm);
  switch (bundle.kind) {
    case 'idle':
      return (
        <p className={styles['soft']}>
          It is downloaded once, when you open a clip, and stored in the browser.
        </p>
      );
    case 'fetching':
      return (
        <ProgressBar
          label="Loading the model"
          share={bundle.totalBytes > 0 ? bundle.loadedBytes / bundle.totalBytes : null}
        />
      );
    case 'preparing':
      return (
        <ProgressBar
          label="Preparing the model"
          share={bundle.total > 0 ? bundle.opened / bundle.total : null}
        />
      );
    case 'ready': {
      const { manifest, provider, fromCache } = bundle;
      const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
      return (
        <>
          <p>{describeProvider(provider)}</p>
          {clip && isWasmFallback(provider) && (
            <p className={styles['soft']}>{describeTimeEstimate(clip, secondsAFrame)}</p>
          )}
          <p className={styles['soft']}>
            {manifest.title} {manifest.version}, {formatBytes(bytes)},{' '}
            {describeSource(bundles.bundleName, fromCache)}.{` Licence: ${manifest.licence}.`}
          </p>
        </>
      );
    }
    case 'lost':
      return (
        <p className={styles['soft']}>
          The graphics card was lost. The model is opened again when it is needed.
        </p>
      );
    default:
      return <p className={styles['soft']}>It could not be opened. Choose below how to run it.</p>;
  }
};

export const ModelMenu = () => {
  const { bundles } = useEarmark();
  const bundle = useSession((state) => state.bundle);
  const provider = bundle.kind === 'ready' ? bundle.provider.provider : null;
  return (
    <Popover.Root>
      <Popover.Trigger className={styles['trigger']} data-kind={bundle.kind}>
        {bundle.kind === 'ready' && (
          <span className={styles['badge']}>{providerName(bundle.provider)}</span>
        )}
        <span className={styles['state']}>{describeModelState(bundle)}</span>
        <ChevronDown size={14} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className={styles['positioner']}>
          <Popover.Popup className={styles['popup']}>
            <Popover.Title className={styles['title']}>Model</Popover.Title>
            <ModelDetails bundle={bundle} />
            <BundleList />
            <fieldset className={styles['choices']} aria-label="Run the model on">
              {PROVIDER_CHOICES.map(({ value, name }) => (
                <Button
                  key={value}
                  aria-pressed={provider === value}
                  className={styles['choice']}
                  onClick={() => void bundles.reopen(value).catch(() => undefined)}
                >
                  {name}
                </Button>
              ))}
            </fieldset>
            {(bundle.kind === 'ready' || bundle.kind === 'failed') && <CachedModel />}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
};
