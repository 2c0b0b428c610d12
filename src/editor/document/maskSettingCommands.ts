import {
  DEFAULT_POSTPROCESS,
  type PostprocessSettings,
} from '../../core/mask/postprocessSettings.ts';
import type { ObjectEditor } from './objectEditor.ts';
import type { WeakGuess } from './weakGuess.ts';

/** Commands on thresholds and postprocessing of an object's masks; part of `ObjectCommands`. */
export type MaskSettingCommands = {
  setMaskThreshold(id: string, maskThreshold: number | null): void;
  /** Both thresholds of a weak guess, as one step. */
  setThresholds(id: string, thresholds: WeakGuess): void;
  resetThresholds(id: string): void;
  setPostprocess(id: string, finish: Partial<PostprocessSettings>): void;
  /** Removes postprocessing and the mask threshold. */
  resetMask(id: string): void;
};

export const createMaskSettingCommands = (editor: ObjectEditor): MaskSettingCommands => ({
  setMaskThreshold(id, maskThreshold) {
    if (editor.unlocked(id)) {
      editor.edit(id, 'change the mask threshold', { maskThreshold }, `mask-threshold/${id}`);
    }
  },
  setThresholds(id, { presenceThreshold, maskThreshold }) {
    if (editor.unlocked(id)) {
      const label = 'show a weak guess';
      editor.edit(id, label, {
        presenceThreshold,
        ...(maskThreshold === null ? {} : { maskThreshold }),
      });
    }
  },
  resetThresholds(id) {
    if (editor.unlocked(id)) {
      const label = 'use the default thresholds';
      editor.edit(id, label, { presenceThreshold: null, maskThreshold: null });
    }
  },
  resetMask(id) {
    if (editor.unlocked(id)) {
      editor.edit(id, 'reset the mask settings', {
        finish: DEFAULT_POSTPROCESS,
        maskThreshold: null,
      });
    }
  },
  setPostprocess(id, part) {
    const object = editor.unlocked(id);
    if (object) {
      const finish = { ...object.finish, ...part };
      editor.edit(id, 'correct the mask', { finish }, `finish/${Object.keys(part).join()}/${id}`);
    }
  },
});
