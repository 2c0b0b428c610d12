import { AudioLines, Type } from 'lucide-react';
import { useEarmark, useProject, useSession } from '../../state/hooks.ts';
import { selectedObject } from '../../state/project.ts';
import { LabelledSwitch } from '../../ui/LabelledSwitch.tsx';
import styles from './CueSwitches.module.css';

/** The method's own ablation: what is left of an answer when one cue is missing. */
export const CueSwitches = () => {
  const { objects } = useEarmark();
  const object = useProject(selectedObject);
  const hasSound = useSession(({ clip }) => clip?.info.soundProblem === null);
  if (!object) {
    return null;
  }
  const { id, cues } = object;
  return (
    <fieldset className={styles['cues']}>
      <legend className={styles['legend']}>Cues</legend>
      <LabelledSwitch
        label="Sound"
        icon={<AudioLines size={16} aria-hidden />}
        checked={cues.sound}
        onChange={(sound) => void objects.setCues(id, { ...cues, sound })}
      />
      <LabelledSwitch
        label="Words"
        icon={<Type size={16} aria-hidden />}
        checked={cues.words}
        onChange={(words) => void objects.setCues(id, { ...cues, words })}
      />
      <p className={styles['hint']}>
        {hasSound
          ? 'Switch a cue off to see what it adds; switch it on to go back.'
          : 'This clip has no sound to use; sight and words decide.'}
      </p>
    </fieldset>
  );
};
