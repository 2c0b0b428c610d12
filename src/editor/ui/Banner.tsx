import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Banner.module.css';

type BannerProps = {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly text: string;
  /** Its buttons. */
  readonly children: ReactNode;
};

/** One line above the picture that stays until it is answered. */
export const Banner = ({ label, icon: Icon, text, children }: BannerProps) => (
  <section className={styles['banner']} aria-label={label}>
    <Icon size={16} aria-hidden />
    <p className={styles['text']}>{text}</p>
    {children}
  </section>
);
