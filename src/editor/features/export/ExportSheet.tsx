import { useState } from 'react';
import { useStore } from 'zustand';
import { EXPORT_FORMATS } from '../../../core/export/exportFormats.ts';
import { settingsOfFormat } from '../../../core/export/exportSettings.ts';
import {
  canLabelInstances,
  chosenLabelUnit,
  chosenViews,
  countExportFrames,
  exportableViews,
  type ExportFrameCounts,
  type ExportRange,
  type ExportScope,
} from '../../export/exportOptions.ts';
import {
  useEarmark,
  useObjectViews,
  useProject,
  useSession,
  useView,
} from '../../session/hooks.ts';
import type { FormatSupport } from '../../../protocol/requests.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { saveToDownloads } from '../../persistence/saveToDownloads.ts';
import { notifyOfErrors } from '../../session/notices.ts';
import { objectName } from '../../document/projectDocument.ts';
import { formatBytes } from '../../ui/format.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { canPickSaveFile, pickSaveFile } from './pickSaveFile.ts';
import { ExportProgress } from './ExportProgress.tsx';
import styles from './ExportSheet.module.css';
import { FormatList } from './FormatList.tsx';
import { ObjectChoice } from './ObjectChoice.tsx';
import { FormatOptions } from './FormatOptions.tsx';
import {
  describeMissingFrames,
  describeExport,
  describeVideoEncoding,
  countWrittenFrames,
} from './describeExport.ts';
import { useExportEstimate } from './useExportEstimate.ts';

type ExportFootProps = {
  readonly scope: ExportScope;
  readonly views: readonly ObjectView[];
  readonly counts: ExportFrameCounts;
  /** Frames that are written. */
  readonly frames: number;
  readonly support: FormatSupport | undefined;
  /** Null while the size is not estimated. */
  readonly bytes: number | null;
};

/** What would be written, and the buttons that write it. */
const ExportFoot = ({ scope, views, counts, frames, support, bytes }: ExportFootProps) => {
  const { exports, session } = useEarmark();
  const settings = settingsOfFormat(useStore(exports.settings));
  const lastFile = useSession(({ lastExport }) => lastExport);
  const { format } = settings;
  const isPossible = views.length > 0 && frames > 0 && support?.kind !== 'impossible';
  const missing = describeMissingFrames(settings, counts);
  const video = describeVideoEncoding(support);
  const exportToFile = (): Promise<void> =>
    notifyOfErrors(session, async () => {
      const target = await pickSaveFile(exports.fileName(scope), EXPORT_FORMATS[format]);
      if (target !== null) {
        await exports.start(scope, target);
      }
    });
  return (
    <div className={styles['foot']}>
      {missing !== null && <p className={styles['warning']}>{missing}</p>}
      <p className={styles['summary']}>
        {views.length === 0
          ? 'No object is chosen. '
          : `${views.map(({ object }) => `“${objectName(object)}”`).join(', ')}: ${describeExport(settings, counts)} `}
        {video !== null && `${video}. `}
        <span data-testid="export-size">
          {bytes === null
            ? frames > 0 && 'Estimating the size…'
            : `${video === null ? 'About' : 'At most about'} ${formatBytes(bytes)}.`}
        </span>
      </p>
      <div className={styles['actions']}>
        <Button variant="primary" type="submit" disabled={!isPossible}>
          Export
        </Button>
        {canPickSaveFile() && (
          <Button disabled={!isPossible} onClick={() => void exportToFile()}>
            Choose where to save…
          </Button>
        )}
        {EXPORT_FORMATS[format].kind === 'still' && typeof ClipboardItem !== 'undefined' && (
          <Button onClick={() => void exports.copyStill(scope.range[0])}>Copy to clipboard</Button>
        )}
        {lastFile !== null && (
          <Button variant="quiet" onClick={() => saveToDownloads(lastFile)}>
            Save {lastFile.name} again
          </Button>
        )}
      </div>
    </div>
  );
};

const ExportForm = () => {
  const { exports, player } = useEarmark();
  const settings = settingsOfFormat(useStore(exports.settings));
  const allViews = useObjectViews();
  const candidates = exportableViews(allViews);
  /** Null as long as nobody has chosen: the objects that are shown. */
  const [objectIds, setObjectIds] = useState<readonly string[] | null>(null);
  const views = chosenViews(allViews, objectIds);
  const clip = useSession((state) => state.clip);
  const manifest = useSession((state) => state.manifest);
  const inOut = useProject((state) => state.range);
  const wholeClip: ExportRange = [0, (clip?.info.ptsSeconds.length ?? 1) - 1];
  const [chosen, setChosen] = useState<ExportRange>(inOut ? [inOut.first, inOut.last] : wholeClip);
  const { format } = settings;
  const hasCategories = EXPORT_FORMATS[format].group === 'Labels';
  const isStill = EXPORT_FORMATS[format].kind === 'still';
  const range: ExportRange = isStill ? [player.playhead.value, player.playhead.value] : chosen;
  const counts = countExportFrames({ clip }, views, settings, range);
  const frames = countWrittenFrames(settings, counts);
  const scope = { range, objectIds };
  const { support, bytes } = useExportEstimate(scope, views.length === 0 ? 0 : frames);
  if (clip === null || candidates.length === 0) {
    return <p>Nothing to export yet. Find an object first.</p>;
  }
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void exports.start(scope, null);
      }}
    >
      <div className={styles['columns']}>
        <FormatList
          value={format}
          support={support}
          onChange={(value) => exports.settings.setState({ format: value })}
        />
        <div className={styles['options']}>
          {(candidates.length > 1 || hasCategories) && (
            <ObjectChoice
              views={candidates}
              chosenIds={views.map(({ object }) => object.id)}
              onChange={setObjectIds}
              hasCategories={hasCategories}
              isAbsent={(view) =>
                countExportFrames({ clip }, [view], settings, range).present === 0
              }
            />
          )}
          <FormatOptions
            range={chosen}
            onRangeChange={setChosen}
            objectCount={views.length}
            labelUnit={
              canLabelInstances(settings, manifest)
                ? chosenLabelUnit(
                    settings,
                    views.map(({ object }) => object),
                    manifest,
                  )
                : null
            }
          />
        </div>
      </div>
      <ExportFoot
        scope={scope}
        views={views}
        counts={counts}
        frames={frames}
        support={support?.[format]}
        bytes={bytes}
      />
    </form>
  );
};

export const ExportSheet = () => {
  const { view, exports } = useEarmark();
  const isOpen = useView(({ sheet }) => sheet === 'export');
  const isWriting = useSession(({ exporting }) => exporting.kind === 'writing');
  const isIdle = useSession(({ exporting }) => exporting.kind === 'idle');
  return (
    <Sheet
      title="Export"
      isWide={isIdle}
      isOpen={isOpen}
      onClose={() => {
        view.setState({ sheet: null });
        // A running export continues while the sheet is closed.
        if (!isWriting) {
          exports.reset();
        }
      }}
    >
      {isIdle ? <ExportForm /> : <ExportProgress />}
    </Sheet>
  );
};
