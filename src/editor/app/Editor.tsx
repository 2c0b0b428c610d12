import { InstancePicker } from '../features/corrections/InstancePicker.tsx';
import { CorrectionLayer } from '../features/corrections/CorrectionLayer.tsx';
import { CorrectionPanel } from '../features/corrections/CorrectionPanel.tsx';
import { QueryForm } from '../features/query/QueryForm.tsx';
import { ObjectList } from '../features/objects/ObjectList.tsx';
import { MaskPostprocessPanel } from '../features/mask/MaskPostprocessPanel.tsx';
import { OverlayOpacity } from '../features/mask/OverlayOpacity.tsx';
import { CueAblation } from '../features/results/CueAblation.tsx';
import { CueWeightsBar } from '../features/results/CueWeightsBar.tsx';
import { ResultPanel } from '../features/results/ResultPanel.tsx';
import { AudioMatchPanel } from '../features/results/AudioMatchPanel.tsx';
import { Timeline } from '../features/timeline/Timeline.tsx';
import { Transport } from '../features/viewer/Transport.tsx';
import { Viewer } from '../features/viewer/Viewer.tsx';
import type { OpenClip } from '../session/sessionStore.ts';
import { TOUR_ANCHOR_IDS } from '../session/tour.ts';
import styles from './Editor.module.css';

export const Editor = ({ clip }: { readonly clip: OpenClip }) => (
  <main className={styles['editor']}>
    <h1 className="visually-hidden">{clip.info.fileName}</h1>
    <div className={styles['ask']}>
      <QueryForm />
    </div>
    <div className={styles['picture']} id={TOUR_ANCHOR_IDS.viewer}>
      <Viewer toolLayer={<CorrectionLayer />} />
      <Transport />
    </div>
    <aside className={styles['side']} id={TOUR_ANCHOR_IDS.side} aria-label="Result and settings">
      <ResultPanel />
      <InstancePicker />
      <ObjectList />
      <CueWeightsBar />
      <AudioMatchPanel />
      <CueAblation />
      <CorrectionPanel />
      <MaskPostprocessPanel />
      <OverlayOpacity />
    </aside>
    <div className={styles['time']} id={TOUR_ANCHOR_IDS.timeline}>
      <Timeline key={clip.info.clipId} clip={clip} />
    </div>
  </main>
);
