import { Component, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import styles from './CrashBoundary.module.css';

/** In the place of a page that cannot be drawn. */
export const CrashScreen = () => (
  <main className={styles['crash']} role="alert">
    <h1>Earmark cannot show its page any more.</h1>
    <p>
      The project as it was last saved is kept in this browser. Reload the page and open it from the
      list.
    </p>
    <Button variant="primary" onClick={() => location.reload()}>
      Reload the page
    </Button>
  </main>
);

type Props = { readonly children: ReactNode };

/** A component that throws would leave a blank page. Only a class can catch it. */
export class CrashBoundary extends Component<Props, { readonly hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError() {
    return { hasCrashed: true };
  }

  override render(): ReactNode {
    return this.state.hasCrashed ? <CrashScreen /> : this.props.children;
  }
}
