import { useId } from 'react';
import type { Benchmark } from '../benchmark/benchmark.ts';
import { BUNDLE_NAMES } from '../../protocol/modelBundles.ts';
import { listVariantChoices } from '../experiments/variantChoice.ts';
import { Button } from '../../editor/ui/Button.tsx';
import { LabelledSwitch } from '../../editor/ui/LabelledSwitch.tsx';
import styles from './Evaluation.module.css';
import { useEvaluation, useEvaluationState } from './EvaluationContext.ts';

const MAX_ITEM_LIMIT = 100_000;
/** No bundle of the origin is called so. */
const OWN_FILES = 'OWN_FILES';

const toggleSplit = (splits: readonly string[], split: string): string[] =>
  splits.includes(split) ? splits.filter((one) => one !== split) : [...splits, split];

type FieldProps = { readonly isBusy: boolean };
type SplitChoiceProps = FieldProps & { readonly benchmark: Benchmark };

const SplitChoice = ({ benchmark, isBusy }: SplitChoiceProps) => {
  const evaluation = useEvaluation();
  const { splits } = useEvaluationState(({ options }) => options);
  return (
    <fieldset className={styles['splits']} disabled={isBusy}>
      <legend>Splits</legend>
      {Array.from(benchmark.splits, ([split, items]) => (
        <label key={split}>
          <input
            type="checkbox"
            checked={splits.includes(split)}
            onChange={() => {
              const next = toggleSplit(splits, split);
              const inOrder = [...benchmark.splits.keys()].filter((one) => next.includes(one));
              void evaluation.setOptions({ splits: inOrder });
            }}
          />
          {split} ({items.toLocaleString('en')})
        </label>
      ))}
    </fieldset>
  );
};

const BundleChoice = ({ isBusy }: FieldProps) => {
  const evaluation = useEvaluation();
  const { bundleName, bundleFiles } = useEvaluationState(({ options }) => options);
  const bundleId = useId();
  const folderId = useId();
  return (
    <div className={styles['row']}>
      <label htmlFor={bundleId}>Bundle</label>
      <select
        id={bundleId}
        className={styles['number']}
        disabled={isBusy}
        value={bundleFiles ? OWN_FILES : bundleName}
        onChange={({ target }) => {
          if (target.value !== OWN_FILES) {
            void evaluation.setOptions({ bundleName: target.value, bundleFiles: null });
          }
        }}
      >
        {BUNDLE_NAMES.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        {bundleFiles && <option value={OWN_FILES}>your own folder</option>}
      </select>
      <label htmlFor={folderId}>or its folder</label>
      <input
        id={folderId}
        type="file"
        multiple
        disabled={isBusy}
        ref={(input) => input?.setAttribute('webkitdirectory', '')}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          if (files.length > 0) void evaluation.setOptions({ bundleFiles: files });
        }}
      />
    </div>
  );
};

const LimitField = ({ isBusy }: FieldProps) => {
  const evaluation = useEvaluation();
  const { limit } = useEvaluationState(({ options }) => options);
  const limitId = useId();
  return (
    <div className={styles['row']}>
      <label htmlFor={limitId}>First items of each split only (empty: all)</label>
      <input
        id={limitId}
        className={styles['number']}
        type="number"
        min={1}
        max={MAX_ITEM_LIMIT}
        disabled={isBusy}
        value={limit ?? ''}
        onChange={({ target }) => {
          const value = target.valueAsNumber;
          void evaluation.setOptions({ limit: value >= 1 ? Math.floor(value) : null });
        }}
      />
    </div>
  );
};

const VariantSelect = ({ isBusy }: FieldProps) => {
  const evaluation = useEvaluation();
  const { variants } = useEvaluationState(({ options }) => options);
  const variantsId = useId();
  return (
    <>
      <div className={styles['row']}>
        <label htmlFor={variantsId}>What to run</label>
        <select
          id={variantsId}
          className={styles['select']}
          aria-describedby={`${variantsId}-hint`}
          disabled={isBusy}
          value={variants}
          onChange={({ target }) => void evaluation.setOptions({ variants: target.value })}
        >
          {listVariantChoices().map(({ id, text }) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </select>
      </div>
      <p id={`${variantsId}-hint`} className={styles['note']}>
        Prompting by addition is another training and no switch of the model’s graphs, so it cannot
        be run here.
      </p>
    </>
  );
};

export const PlanForm = ({ benchmark }: { readonly benchmark: Benchmark }) => {
  const evaluation = useEvaluation();
  const { splits, unseenRows } = useEvaluationState((state) => state.options);
  const isBusy = useEvaluationState(
    ({ run }) => run.kind === 'running' || run.kind === 'opening-model',
  );
  return (
    <section className={styles['card']} aria-labelledby="plan-heading">
      <h2 id="plan-heading">2. What to run on {benchmark.name}</h2>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void evaluation.start();
        }}
      >
        <SplitChoice benchmark={benchmark} isBusy={isBusy} />
        <BundleChoice isBusy={isBusy} />
        <LimitField isBusy={isBusy} />
        <VariantSelect isBusy={isBusy} />
        {benchmark.layout === 'ref-avs' && (
          <LabelledSwitch
            label="Only unseen categories in test_u"
            hint="The published test_u has 202 rows of categories that occur in train; published figures count them."
            checked={unseenRows === 'unseen-categories'}
            onChange={(checked) =>
              void evaluation.setOptions({ unseenRows: checked ? 'unseen-categories' : 'all-rows' })
            }
          />
        )}
        <div className={styles['row']}>
          <Button type="submit" variant="primary" disabled={isBusy || splits.length === 0}>
            Evaluate
          </Button>
          <Button disabled={!isBusy} onClick={() => evaluation.cancel()}>
            Cancel
          </Button>
        </div>
      </form>
    </section>
  );
};
