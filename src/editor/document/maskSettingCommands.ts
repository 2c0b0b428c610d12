import {
  DEFAULT_POSTPROCESS,
  type PostprocessSettings,
} from '../../core/mask/postprocessSettings.ts';
import type { ObjectEditor } from './objectEditor.ts';
import type { WeakGuess } from './weakGuess.ts';

/** Commands on thresholds and postprocessing of an object's masks; part of `ObjectCommands`. */
export type MaskSettingCommands = {
  setMaskThreshold(id: string, maskThreshold: number | null): void;
  /** How sure an answer must be: the score from which a frame counts as found, 0..1. */
  setPresenceThreshold(id: string, presenceThreshold: number): void;
  /** Both thresholds of a weak guess, as one step. */
  setThresholds(id: string, thresholds: WeakGuess): void;
  resetThresholds(id: string): void;
  setPostprocess(id: string, finish: Partial<PostprocessSettings>): void;
  /** Removes postprocessing and both thresholds. */
  resetMask(id: string): void;
};

export const createMaskSettingCommands = (editor: ObjectEditor): MaskSettingCommands => ({
  setMaskThreshold(id, maskThreshold) {
    if (editor.unlocked(id)) {
      editor.edit(id, 'change the mask threshold', { maskThreshold }, `mask-threshold/${id}`);
    }
  },
  setPresenceThreshold(id, presenceThreshold) {
    if (editor.unlocked(id)) {
      const label = 'change the presence threshold';
      editor.edit(id, label, { presenceThreshold }, `presence-threshold/${id}`);
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
        presenceThreshold: null,
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
