import { Candidates } from '../features/correct/Candidates.tsx';
import { CorrectionLayer } from '../features/correct/CorrectionLayer.tsx';
import { CorrectionPanel } from '../features/correct/CorrectionPanel.tsx';
import { ExpressionForm } from '../features/expression/ExpressionForm.tsx';
import { ObjectList } from '../features/objects/ObjectList.tsx';
import { MaskCorrection } from '../features/overlay/MaskCorrection.tsx';
import { OverlaySliders } from '../features/overlay/OverlaySliders.tsx';
import { CueChoice } from '../features/results/CueChoice.tsx';
import { CueWeightsBar } from '../features/results/CueWeightsBar.tsx';
import { ResultPanel } from '../features/results/ResultPanel.tsx';
import { SoundMatch } from '../features/results/SoundMatch.tsx';
import { Timeline } from '../features/timeline/Timeline.tsx';
import { Transport } from '../features/viewer/Transport.tsx';
import { Viewer } from '../features/viewer/Viewer.tsx';
import type { OpenClip } from '../state/sessionStore.ts';
import { TOUR_IDS } from '../state/tour.ts';
import styles from './Editor.module.css';

export const Editor = ({ clip }: { readonly clip: OpenClip }) => (
  <main className={styles['editor']}>
    <h1 className="visually-hidden">{clip.info.fileName}</h1>
    <div className={styles['ask']}>
      <ExpressionForm />
    </div>
    <div className={styles['picture']} id={TOUR_IDS.viewer}>
      <Viewer layer={<CorrectionLayer />} />
      <Transport />
    </div>
    <aside className={styles['side']} id={TOUR_IDS.side} aria-label="Result and settings">
      <ResultPanel />
      <Candidates />
      <ObjectList />
      <CueWeightsBar />
      <SoundMatch />
      <CueChoice />
      <CorrectionPanel />
      <MaskCorrection />
      <OverlaySliders />
    </aside>
    <div className={styles['time']} id={TOUR_IDS.timeline}>
      <Timeline key={clip.info.clipId} clip={clip} />
    </div>
  </main>
);
