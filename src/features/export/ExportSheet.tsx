import { useState } from 'react';
import type { ExportFormat } from '../../engine/protocol.ts';
import { useEarmark, useSelectedView, useSession, useView } from '../../state/hooks.ts';
import { countFrames } from '../../state/result.ts';
import { Button } from '../../ui/Button.tsx';
import { LabelledSwitch } from '../../ui/LabelledSwitch.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import styles from './ExportSheet.module.css';
import { ExportProgress } from './ExportProgress.tsx';

const FORMATS: readonly {
  readonly format: ExportFormat;
  readonly name: string;
  readonly use: string;
}[] = [
  {
    format: 'cutout-png',
    name: 'Cut-outs',
    use: 'PNG with alpha: the thing alone, the rest transparent',
  },
  {
    format: 'matte-png',
    name: 'Mattes',
    use: 'Black and white PNG, for a track matte in any editor',
  },
  {
    format: 'palette-png',
    name: 'Annotations',
    use: 'Palette PNG as in DAVIS and YouTube-VOS, in Annotations/',
  },
];

const ExportChoices = () => {
  const { exports } = useEarmark();
  const view = useSelectedView();
  const [format, setFormat] = useState<ExportFormat>('cutout-png');
  const [includeEmpty, setIncludeEmpty] = useState(false);
  if (!view?.result) {
    return <p>Find something first; then its masks can be exported.</p>;
  }
  const { computed, present, frames } = countFrames(view.result, view.presenceThreshold);
  const count = includeEmpty ? computed : present;
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void exports.start({ format, includeEmpty });
      }}
    >
      <fieldset className={styles['formats']}>
        <legend className={styles['legend']}>Format</legend>
        {FORMATS.map(({ format: value, name, use }) => (
          <div key={value} className={styles['format']}>
            <input
              id={`format-${value}`}
              type="radio"
              name="format"
              value={value}
              aria-describedby={`format-${value}-use`}
              checked={format === value}
              onChange={() => setFormat(value)}
            />
            <label htmlFor={`format-${value}`} className={styles['name']}>
              {name}
            </label>
            <p id={`format-${value}-use`} className={styles['use']}>
              {use}
            </p>
          </div>
        ))}
      </fieldset>
      <LabelledSwitch
        label="Also frames in which it is not there"
        hint="Keeps the sequence without gaps."
        checked={includeEmpty}
        onChange={setIncludeEmpty}
      />
      {computed < frames && (
        <p className={styles['warning']}>
          {frames - computed} of {frames} frames are not looked at yet and will be missing.
        </p>
      )}
      <p className={styles['summary']}>
        {count === 1 ? '1 frame' : `${count} frames`} of the whole clip at its own size, numbered
        from 00000, in one ZIP with a manifest. 8 bits, sRGB.
      </p>
      <Button look="primary" type="submit" disabled={count === 0}>
        Export
      </Button>
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
      title="Export masks"
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
