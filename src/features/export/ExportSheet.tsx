import { useState } from 'react';
import { useStore } from 'zustand';
import { safeName } from '../../core/safeName.ts';
import { countExport, exportedViews, type ExportRange } from '../../state/exportOptions.ts';
import { useEarmark, useObjectViews, useProject, useSession, useView } from '../../state/hooks.ts';
import { notify } from '../../state/notices.ts';
import { objectName } from '../../state/project.ts';
import { bytesText } from '../../ui/bytesText.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { canChooseFile, chooseFile } from './chooseFile.ts';
import { ExportProgress } from './ExportProgress.tsx';
import styles from './ExportSheet.module.css';
import { FormatList } from './FormatList.tsx';
import { FormatOptions } from './FormatOptions.tsx';
import { videoText } from './formats.ts';
import { EXTENSIONS, missingText, summaryText, writtenFrames } from './summaryText.ts';
import { useExportFacts } from './useExportFacts.ts';

const ExportChoices = () => {
  const { exports, session, player } = useEarmark();
  const settings = useStore(exports.settings);
  const allViews = useObjectViews();
  const views = exportedViews(allViews);
  const hidden = allViews.filter(({ isShown }) => !isShown).length;
  const clip = useSession((state) => state.clip);
  const inOut = useProject((state) => state.range);
  const wholeClip: ExportRange = [0, (clip?.info.ptsSeconds.length ?? 1) - 1];
  const [chosen, setChosen] = useState<ExportRange>(inOut ? [inOut.first, inOut.last] : wholeClip);
  const { format } = settings;
  const range: ExportRange =
    format === 'still-png' ? [player.playhead.value, player.playhead.value] : chosen;
  const counts = countExport({ clip }, views, settings, range);
  const frames = writtenFrames(settings, counts);
  const { support, bytes } = useExportFacts(range, views.length === 0 ? 0 : frames);
  if (clip === null || views.length === 0) {
    return <p>Find something first; then it can be exported.</p>;
  }
  const isPossible = frames > 0 && support?.[format].kind !== 'impossible';
  const missing = missingText(settings, counts);
  const video = videoText(support?.[format]);
  const exportToFile = async (): Promise<void> => {
    try {
      const target = await chooseFile(safeName(clip.info.fileName), EXTENSIONS[format]);
      if (target !== null) {
        await exports.start(range, target);
      }
    } catch (error) {
      notify(session, error);
    }
  };
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void exports.start(range, null);
      }}
    >
      <div className={styles['columns']}>
        <FormatList
          value={format}
          support={support}
          onChange={(value) => exports.settings.setState({ format: value })}
        />
        <FormatOptions range={chosen} onRange={setChosen} objectCount={views.length} />
      </div>
      <div className={styles['foot']}>
        {missing !== null && <p className={styles['warning']}>{missing}</p>}
        <p className={styles['summary']}>
          {views.map(({ object }) => `“${objectName(object)}”`).join(', ')}:{' '}
          {summaryText(settings, counts)} {hidden > 0 && 'Hidden objects are left out. '}
          {video !== null && `${video}. `}
          <span data-testid="export-size">
            {bytes === null
              ? frames > 0 && 'Size is being estimated.'
              : `${video === null ? 'About' : 'At most about'} ${bytesText(bytes)}.`}
          </span>
        </p>
        <div className={styles['actions']}>
          <Button look="primary" type="submit" disabled={!isPossible}>
            Export
          </Button>
          {canChooseFile() && (
            <Button disabled={!isPossible} onClick={() => void exportToFile()}>
              Export straight to a file…
            </Button>
          )}
          {format === 'still-png' && typeof ClipboardItem !== 'undefined' && (
            <Button onClick={() => void exports.copyStill(range[0])}>Copy to clipboard</Button>
          )}
        </div>
      </div>
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
        // Writing goes on behind the closed sheet; what was written stays until then.
        if (!isWriting) {
          exports.reset();
        }
      }}
    >
      {isIdle ? <ExportChoices /> : <ExportProgress />}
    </Sheet>
  );
};
