import { Tooltip } from '@base-ui/react/tooltip';
import { useEffect } from 'react';
import { BinSheet } from '../features/bin/BinSheet.tsx';
import { CommandPalette } from '../features/commands/CommandPalette.tsx';
import { ExportSheet } from '../features/export/ExportSheet.tsx';
import { ReportSheet } from '../features/help/ReportSheet.tsx';
import { ShortcutSheet } from '../features/help/ShortcutSheet.tsx';
import { DropTarget } from '../features/import/DropTarget.tsx';
import { StartScreen } from '../features/import/StartScreen.tsx';
import { ProviderBanner } from '../features/model/ProviderBanner.tsx';
import { UpdateNotice } from '../features/updates/UpdateNotice.tsx';
import { NoticePanel } from '../features/notices/NoticePanel.tsx';
import { KeepClipBanner } from '../features/privacy/KeepClipBanner.tsx';
import { StoredDataSheet } from '../features/privacy/StoredDataSheet.tsx';
import { Tour } from '../features/tour/Tour.tsx';
import { TimingsSheet } from '../features/timings/TimingsSheet.tsx';
import { useEarmark, useSession, useView } from '../session/hooks.ts';
import { handleKeys } from '../actions/keyHandler.ts';
import styles from './App.module.css';
import { DeletedScreen } from './DeletedScreen.tsx';
import { Editor } from './Editor.tsx';
import { Header } from './Header.tsx';
import { LiveRegion } from './LiveRegion.tsx';

const TOOLTIP_DELAY_MILLISECONDS = 500;

export const App = () => {
  const earmark = useEarmark();
  const clip = useSession((state) => state.clip);
  const page = useView((state) => state.page);
  const deletion = useSession((state) => state.deletion);
  const isEditor = page === 'editor' && clip !== null;

  useEffect(() => handleKeys(earmark), [earmark]);

  if (deletion.kind !== 'none') {
    return <DeletedScreen left={deletion.kind === 'done' ? deletion.left : null} />;
  }
  const messages = (
    <>
      <NoticePanel />
      <UpdateNotice />
      {isEditor && <ProviderBanner />}
      {isEditor && <KeepClipBanner />}
    </>
  );
  return (
    <Tooltip.Provider delay={TOOLTIP_DELAY_MILLISECONDS}>
      <div className={styles['app']} data-page={isEditor ? 'editor' : 'start'}>
        <Header />
        {!isEditor && messages}
        {isEditor ? <Editor clip={clip} messages={messages} /> : <StartScreen />}
      </div>
      <ExportSheet />
      <ShortcutSheet />
      <ReportSheet />
      <CommandPalette />
      {isEditor && <Tour />}
      <TimingsSheet />
      <BinSheet />
      <StoredDataSheet />
      <DropTarget />
      <LiveRegion />
    </Tooltip.Provider>
  );
};
