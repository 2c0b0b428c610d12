import { useRef, type CSSProperties, type ReactNode } from 'react';
import { CorrectionLayer } from '../features/corrections/CorrectionLayer.tsx';
import { CorrectionPanel } from '../features/corrections/CorrectionPanel.tsx';
import { InstancePicker } from '../features/corrections/InstancePicker.tsx';
import { PointLayer } from '../features/corrections/PointLayer.tsx';
import { ToolBar } from '../features/corrections/ToolBar.tsx';
import { MaskPostprocessPanel } from '../features/mask/MaskPostprocessPanel.tsx';
import { OverlayOpacity } from '../features/mask/OverlayOpacity.tsx';
import { Toast } from '../features/messages/Toast.tsx';
import { ObjectList } from '../features/objects/ObjectList.tsx';
import { QueryForm } from '../features/query/QueryForm.tsx';
import { AudioMatchPanel } from '../features/results/AudioMatchPanel.tsx';
import { CueAblation } from '../features/results/CueAblation.tsx';
import { CueWeightsBar } from '../features/results/CueWeightsBar.tsx';
import { ResultOrigin } from '../features/results/ResultOrigin.tsx';
import { ResultPanel } from '../features/results/ResultPanel.tsx';
import { WhyPanel } from '../features/results/WhyPanel.tsx';
import { LaneLegend } from '../features/timeline/LaneLegend.tsx';
import { Timeline } from '../features/timeline/Timeline.tsx';
import { TimelineButtons } from '../features/timeline/TimelineButtons.tsx';
import { Transport } from '../features/viewer/Transport.tsx';
import { Viewer } from '../features/viewer/Viewer.tsx';
import { useEarmark, useView } from '../session/hooks.ts';
import type { OpenClip } from '../session/sessionStore.ts';
import { TOUR_ANCHOR_IDS } from '../session/tour.ts';
import { Splitter } from '../ui/Splitter.tsx';
import styles from './Editor.module.css';

const MIN_TIMELINE_HEIGHT = 64;
const MIN_SIDE_WIDTH = 240;
/** What a splitter leaves of the window to the picture. */
const MAX_WINDOW_SHARE = 0.6;

type EditorProps = {
  readonly clip: OpenClip;
  /** Float over the picture, which keeps its size. */
  readonly messages: ReactNode;
};

export const Editor = ({ clip, messages }: EditorProps) => {
  const { view } = useEarmark();
  const timelineHeight = useView((state) => state.timelineHeight);
  const sideWidth = useView((state) => state.sideWidth);
  const side = useRef<HTMLDivElement>(null);
  const time = useRef<HTMLDivElement>(null);
  const sizes: CSSProperties & Record<'--timeline-height' | '--side-width', string | undefined> = {
    '--timeline-height': timelineHeight === null ? undefined : `${timelineHeight}px`,
    '--side-width': sideWidth === null ? undefined : `${sideWidth}px`,
  };
  return (
    <main className={styles['editor']} style={sizes}>
      <h1 className="visually-hidden">{clip.info.fileName}</h1>
      <div className={styles['ask']}>
        <QueryForm />
      </div>
      <div className={styles['picture']} id={TOUR_ANCHOR_IDS.viewer}>
        <div className={styles['floating']}>
          {messages}
          <ToolBar />
        </div>
        <Viewer
          toolLayer={
            <>
              <CorrectionLayer />
              <PointLayer />
            </>
          }
          overlay={<Toast />}
        />
      </div>
      <div ref={side} className={styles['side']}>
        <Splitter
          label="Width of the side panel"
          orientation="vertical"
          size={() => side.current?.offsetWidth ?? MIN_SIDE_WIDTH}
          min={MIN_SIDE_WIDTH}
          max={() => MAX_WINDOW_SHARE * window.innerWidth}
          onResize={(width) => view.setState({ sideWidth: width })}
        />
        <aside
          className={styles['panels']}
          id={TOUR_ANCHOR_IDS.side}
          aria-label="Result and settings"
        >
          <div className={styles['scroller']}>
            <ResultPanel />
            <LaneLegend />
            <ObjectList />
            <CorrectionPanel />
            <MaskPostprocessPanel />
            <OverlayOpacity />
            <WhyPanel>
              <CueWeightsBar />
              <AudioMatchPanel />
              <CueAblation />
              <ResultOrigin />
            </WhyPanel>
          </div>
          <InstancePicker />
        </aside>
      </div>
      <div ref={time} className={styles['time']}>
        <Splitter
          label="Height of the timeline"
          orientation="horizontal"
          size={() =>
            time.current?.querySelector('[data-timeline-scroller]')?.clientHeight ??
            MIN_TIMELINE_HEIGHT
          }
          min={MIN_TIMELINE_HEIGHT}
          max={() => MAX_WINDOW_SHARE * window.innerHeight}
          onResize={(height) => view.setState({ timelineHeight: height })}
        />
        <div className={styles['controls']}>
          <Transport />
          <TimelineButtons durationSeconds={clip.info.durationSeconds} />
        </div>
        <Timeline key={clip.info.clipId} clip={clip} />
      </div>
    </main>
  );
};
