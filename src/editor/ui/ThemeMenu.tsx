import { Menu } from '@base-ui/react/menu';
import { Check, SunMoon } from 'lucide-react';
import { useStore } from 'zustand';
import menuStyles from './ActionMenu.module.css';
import styles from './ThemeMenu.module.css';
import { THEME_LABELS, THEMES, type Theme, type ThemeStore } from './themeStore.ts';

/** Light, dark, or as the system has it. */
export const ThemeMenu = ({ store }: { readonly store: ThemeStore }) => {
  const theme = useStore(store, (state) => state.theme);
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={styles['trigger']} aria-label="Theme" title="Theme: light or dark">
        <SunMoon size={18} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menuStyles['positioner']} sideOffset={4} align="end">
          <Menu.Popup className={menuStyles['popup']}>
            <Menu.RadioGroup
              value={theme}
              onValueChange={(chosen: Theme) => store.setState({ theme: chosen })}
            >
              {THEMES.map((name) => (
                <Menu.RadioItem key={name} value={name} closeOnClick className={menuStyles['item']}>
                  {THEME_LABELS[name]}
                  <Menu.RadioItemIndicator className={styles['check']}>
                    <Check size={16} aria-hidden />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
};
