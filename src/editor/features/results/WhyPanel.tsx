import type { ReactNode } from 'react';
import { isPointed } from '../../document/projectDocument.ts';
import { useEarmark, useSelectedView, useView } from '../../session/hooks.ts';
import styles from './WhyPanel.module.css';

/** What decided the answer, folded until it is asked for; whether it is open is remembered. */
export const WhyPanel = ({ children }: { readonly children: ReactNode }) => {
  const { view } = useEarmark();
  const isOpen = useView((state) => state.isWhyOpen);
  const object = useSelectedView()?.object;
  // What a person pointed at has no other reason.
  return object !== undefined && !isPointed(object) ? (
    <details
      className={styles['why']}
      open={isOpen}
      onToggle={({ currentTarget }) => view.setState({ isWhyOpen: currentTarget.open })}
    >
      <summary className={styles['summary']}>Why this answer</summary>
      {isOpen && <div className={styles['panels']}>{children}</div>}
    </details>
  ) : null;
};
