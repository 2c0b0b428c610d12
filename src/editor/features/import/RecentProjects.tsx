import { History, X } from 'lucide-react';
import { useStore } from 'zustand';
import { useEarmark } from '../../session/hooks.ts';
import type { RecentProject } from '../../persistence/recentProjects.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './RecentProjects.module.css';

const formatObjectNames = ({ names }: RecentProject): string =>
  names.length === 0 ? 'no objects' : names.map((name) => `“${name}”`).join(', ');

const formatSavedAt = (milliseconds: number): string =>
  new Date(milliseconds).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Projects saved in this browser, also after a crash or reload. */
export const RecentProjects = () => {
  const { projects } = useEarmark();
  const recent = useStore(projects.store, (state) => state.recent);
  if (recent.length === 0) {
    return null;
  }
  return (
    <section className={styles['recent']} aria-labelledby="recent-title">
      <h2 id="recent-title" className={styles['heading']}>
        Recent projects
      </h2>
      <ul className={styles['list']}>
        {recent.map((project) => (
          <li key={project.id} className={styles['item']}>
            <button
              type="button"
              className={styles['open']}
              onClick={() => void projects.openRecent(project.id)}
            >
              <History size={18} aria-hidden />
              <span className={styles['name']}>{project.fileName}</span>
              <span className={styles['facts']}>
                {formatObjectNames(project)}
                {!project.hasClip && project.sampleFile === null && '; needs its clip'}
              </span>
              <time
                className={styles['time']}
                dateTime={new Date(project.savedAtMilliseconds).toISOString()}
              >
                {formatSavedAt(project.savedAtMilliseconds)}
              </time>
            </button>
            <Button
              variant="quiet"
              aria-label={`Remove ${project.fileName} from recent projects`}
              onClick={() => void projects.removeRecent(project.id)}
            >
              <X size={16} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
};
