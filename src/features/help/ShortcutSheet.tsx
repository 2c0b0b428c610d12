import { Fragment } from 'react';
import { ACTIONS, keyName, type Action, type ActionGroup } from '../../state/actions.ts';
import { useEarmark, useView } from '../../state/hooks.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import styles from './ShortcutSheet.module.css';

const GROUPS: readonly ActionGroup[] = ['Playing', 'Moving', 'Finding', 'View and files'];
const actions: readonly Action[] = ACTIONS;

/** All keys, from the table that makes them work. */
export const ShortcutSheet = () => {
  const { view } = useEarmark();
  const isOpen = useView(({ sheet }) => sheet === 'shortcuts');
  return (
    <Sheet
      title="Keyboard shortcuts"
      isOpen={isOpen}
      isWide
      onClose={() => view.setState({ sheet: null })}
    >
      <div className={styles['groups']}>
        {GROUPS.map((group) => (
          <section key={group} className={styles['group']}>
            <h3 className={styles['heading']}>{group}</h3>
            <dl className={styles['list']}>
              {actions
                .filter((action) => action.group === group)
                .map(({ id, label, keys }) => (
                  <Fragment key={id}>
                    <dt>{label}</dt>
                    <dd>
                      {keys.map((binding) => (
                        <kbd key={keyName(binding)}>{keyName(binding)}</kbd>
                      ))}
                    </dd>
                  </Fragment>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Sheet>
  );
};
