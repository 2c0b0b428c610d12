import { useEffect, useId, useRef, useState } from 'react';
import type { BundleSummary } from '../../../core/model/bundleSummary.ts';
import { toEarmarkError, type EarmarkError } from '../../../core/util/errors.ts';
import { useEarmark, useSession } from '../../session/hooks.ts';
import { readBundleList } from '../../session/bundleList.ts';
import type { BundleChoice } from '../../session/bundleLoader.ts';
import { Button } from '../../ui/Button.tsx';
import { describeError } from '../../ui/describeError.ts';
import styles from './ModelMenu.module.css';
import { askBeforeOpening, describePurpose, describeSize } from './describeBundle.ts';

/** Gigabytes of the device where the browser tells them (Chromium). */
const deviceGigabytes = (): number | null =>
  (navigator as { readonly deviceMemory?: number }).deviceMemory ?? null;

/** The notice of an error lies below the open menu, so the menu tells it, too. */
const OpeningProblem = ({ error }: { readonly error: EarmarkError }) => {
  const { title, remedy } = describeError(error);
  return (
    <p className={styles['problem']}>
      <strong>{title}</strong> {remedy}
    </p>
  );
};

/** The bundles of this origin, and a button for one from the person's own files. */
export const BundleList = () => {
  const { bundles, view } = useEarmark();
  const openName = useSession(({ bundle }) =>
    bundle.kind === 'ready' ? bundle.manifest.name : null,
  );
  const [list, setList] = useState<readonly BundleSummary[]>([]);
  const [asked, setAsked] = useState<BundleSummary | null>(null);
  const [problem, setProblem] = useState<EarmarkError | null>(null);
  const folder = useRef<HTMLInputElement>(null);
  const group = useId();

  useEffect(() => {
    let isShown = true;
    void readBundleList().then((found) => isShown && setList(found));
    return () => {
      isShown = false;
    };
  }, []);

  const open = (choice: BundleChoice): void => {
    setAsked(null);
    setProblem(null);
    // Times of another model say nothing about this one.
    view.setState({ secondsAFrame: { webgpu: null, wasm: null } });
    bundles.choose(choice).catch((thrown: unknown) => setProblem(toEarmarkError(thrown)));
  };
  const choose = (summary: BundleSummary): void => {
    if (askBeforeOpening(summary, deviceGigabytes()) === null) {
      open({ kind: 'origin', name: summary.name });
    } else {
      setAsked(summary);
    }
  };

  return (
    <fieldset className={styles['bundles']} aria-label="Which model">
      {list.map((summary) => (
        <div key={summary.name} className={styles['bundle']}>
          <input
            id={`${group}-${summary.name}`}
            type="radio"
            name={group}
            aria-describedby={`${group}-${summary.name}-facts`}
            checked={(asked?.name ?? openName) === summary.name}
            onChange={() => choose(summary)}
          />
          <label htmlFor={`${group}-${summary.name}`}>
            {summary.title} {summary.version}
          </label>
          <p id={`${group}-${summary.name}-facts`} className={styles['soft']}>
            {describeSize(summary)}. {describePurpose(summary)}
          </p>
        </div>
      ))}
      {asked && (
        <fieldset className={styles['confirm']} aria-label={`Open ${asked.title}?`}>
          <p>{askBeforeOpening(asked, deviceGigabytes())}</p>
          <Button onClick={() => open({ kind: 'origin', name: asked.name })}>Open</Button>
          <Button variant="quiet" onClick={() => setAsked(null)}>
            Cancel
          </Button>
        </fieldset>
      )}
      {problem && <OpeningProblem error={problem} />}
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label="Folder of a model"
        {...{ webkitdirectory: '' }}
        onChange={({ currentTarget }) => {
          const files = Array.from(currentTarget.files ?? []);
          if (files.length > 0) {
            open({ kind: 'files', files });
          }
          currentTarget.value = '';
        }}
      />
      <Button variant="quiet" onClick={() => folder.current?.click()}>
        Open a model’s folder…
      </Button>
    </fieldset>
  );
};
