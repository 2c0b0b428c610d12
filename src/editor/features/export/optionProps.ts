import type { ImageSize } from '../../../core/export/exportPlan.ts';
import type { ExportSettings, LabelUnit } from '../../../core/export/exportSettings.ts';
import type { ExportRange } from '../../export/exportOptions.ts';

/** What the control of an option gets. */
export type OptionProps = {
  readonly settings: ExportSettings;
  readonly onChange: (change: Partial<ExportSettings>) => void;
  readonly range: ExportRange;
  readonly onRangeChange: (range: ExportRange) => void;
  readonly frameCount: number;
  readonly clipSize: ImageSize;
  readonly objectCount: number;
  /** What labels are of; null where only objects can be labelled. */
  readonly labelUnit: LabelUnit | null;
};
