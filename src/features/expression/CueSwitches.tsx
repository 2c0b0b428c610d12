import { AudioLines, Type } from 'lucide-react';
import { useEarmark, useSession } from '../../state/hooks.ts';
import { LabelledSwitch } from '../../ui/LabelledSwitch.tsx';
import styles from './CueSwitches.module.css';

/** The method's own ablation: what is left of an answer when one cue is missing. */
export const CueSwitches = () => {
  const { session } = useEarmark();
  const switches = useSession((state) => state.switches);
  const hasSound = useSession(({ clip }) => clip?.info.soundProblem === null);
  const set = (change: { readonly sound?: boolean; readonly words?: boolean }): void =>
    session.setState((state) => ({ switches: { ...state.switches, ...change } }));
  return (
    <fieldset className={styles['cues']}>
      <legend className={styles['legend']}>Cues</legend>
      <LabelledSwitch
        label="Sound"
        icon={<AudioLines size={16} aria-hidden />}
        checked={switches.sound}
        onChange={(sound) => set({ sound })}
      />
      <LabelledSwitch
        label="Words"
        icon={<Type size={16} aria-hidden />}
        checked={switches.words}
        onChange={(words) => set({ words })}
      />
      <p className={styles['hint']}>
        {hasSound
          ? 'Switch a cue off and find again to see what it adds.'
          : 'This clip has no sound to use; sight and words decide.'}
      </p>
    </fieldset>
  );
};
