import { Fragment } from 'react';
import { ACTION_GROUPS, keyLabel, type Action } from '../../actions/action.ts';
import { ACTIONS } from '../../actions/actionTable.ts';
import { hasClip } from '../../actions/conditions.ts';
import { useEarmark, useView } from '../../session/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { KeyCap } from '../../ui/KeyCap.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { FEEDBACK_URL, SOURCE_URL } from './deployment.ts';
import styles from './ShortcutSheet.module.css';

const actions: readonly Action[] = ACTIONS;

/** The list of shortcuts, from the action table. */
export const ShortcutSheet = () => {
  const earmark = useEarmark();
  const { view, tour } = earmark;
  const isOpen = useView(({ sheet }) => sheet === 'shortcuts');
  return (
    <Sheet
      title="Keyboard shortcuts"
      isOpen={isOpen}
      isWide
      onClose={() => view.setState({ sheet: null })}
    >
      {isOpen && hasClip(earmark) && (
        <Button className={styles['tour']} onClick={() => tour.start()}>
          Show the tour of the editor
        </Button>
      )}
      <div className={styles['groups']}>
        {ACTION_GROUPS.map((group) => (
          <section key={group} className={styles['group']}>
            <h3 className={styles['heading']}>{group}</h3>
            <dl className={styles['list']}>
              {actions
                .filter(({ group: of, keys }) => of === group && keys.length > 0)
                .map(({ id, label, hint, keys, keysText }) => (
                  <Fragment key={id}>
                    <dt>
                      {label}
                      {hint !== undefined && <span className={styles['hint']}>{hint}</span>}
                    </dt>
                    <dd>
                      {(keysText === undefined ? keys.map(keyLabel) : [keysText]).map((name) => (
                        <KeyCap key={name} keys={name} />
                      ))}
                    </dd>
                  </Fragment>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles['links']}>
        <a href="/features.txt">What it can and cannot do</a>
        <a href="/privacy.txt">Privacy</a>
        <a href="/evaluate.html">Evaluate on your own benchmark</a>
        <a href="/LICENSE.txt">Licence: Apache 2.0</a>
        <a href="/NOTICE.txt">Notices of third parties</a>
        {SOURCE_URL !== null && <a href={SOURCE_URL}>Source</a>}
        {FEEDBACK_URL !== null && <a href={FEEDBACK_URL}>Feedback</a>}
        <button
          type="button"
          className={styles['report']}
          onClick={() => view.setState({ sheet: 'report' })}
        >
          Report a problem
        </button>
      </p>
    </Sheet>
  );
};
