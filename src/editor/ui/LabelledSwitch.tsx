import { Switch } from '@base-ui/react/switch';
import { useId, type ReactNode } from 'react';
import styles from './LabelledSwitch.module.css';

type LabelledSwitchProps = {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly hint?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
};

export const LabelledSwitch = ({ label, icon, hint, checked, onChange }: LabelledSwitchProps) => {
  const id = useId();
  return (
    <div>
      <div className={styles['row']}>
        <label className={styles['label']} htmlFor={id}>
          {icon}
          {label}
        </label>
        <Switch.Root
          id={id}
          className={styles['switch']}
          checked={checked}
          onCheckedChange={onChange}
          {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
        >
          <Switch.Thumb className={styles['thumb']} />
        </Switch.Root>
      </div>
      {hint !== undefined && (
        <p className={styles['hint']} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
};
