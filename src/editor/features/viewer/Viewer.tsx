import { useEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import {
  useCanvas,
  useEarmark,
  useObjectViews,
  useObservable,
  useSession,
} from '../../session/hooks.ts';
import { ViewerToolbar } from './ViewerToolbar.tsx';
import { describeFrame } from './describeFrame.ts';
import { useViewerGestures } from './useViewerGestures.ts';
import styles from './Viewer.module.css';
import { WipeHandle } from './WipeHandle.tsx';

/** From here on single pixels are looked at. */
const MIN_PIXELATED_SCALE = 4;
const PLAIN_EDGES_TEXT = 'Plain mask edges: this browser has no WebGL 2 at the moment.';

type ViewerProps = {
  /** What lies on the picture to work on it. */
  readonly toolLayer: ReactNode;
};

/** The picture. Its facts stand below it as text, for the canvas itself says nothing. */
export const Viewer = ({ toolLayer: layer }: ViewerProps) => {
  const { player } = useEarmark();
  const clip = useSession((state) => state.clip?.info ?? null);
  const views = useObjectViews();
  const { scale, centreX, centreY } = useCanvas((state) => state.zoom);
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const facts = useRef<HTMLParagraphElement>(null);
  const edges = useRef<HTMLParagraphElement>(null);

  useEffect(() => (canvas.current ? player.attach(canvas.current) : undefined), [player]);

  const write = (): void => {
    const shown = player.drawnFrame.value;
    if (canvas.current && facts.current && edges.current) {
      canvas.current.dataset['edges'] = shown?.edges ?? 'none';
      canvas.current.dataset['sharpness'] = shown?.resolution ?? 'none';
      const text = shown ? describeFrame(shown, views) : 'The first frame is on its way';
      facts.current.textContent = text;
      // What does not fit is shown under the pointer.
      facts.current.title = text;
      edges.current.textContent = shown?.edges === 'plain' ? PLAIN_EDGES_TEXT : '';
    }
  };
  useObservable(player.drawnFrame, write);
  useEffect(write);

  const gestures = useViewerGestures(place, () => {
    if (player.transport.getState().motion === 'paused') {
      player.play();
    } else {
      player.pause();
    }
  });

  const ratio = clip ? clip.width / clip.height : 16 / 9;
  const isZoomed = scale > 1;
  return (
    <figure className={styles['viewer']}>
      <div className={styles['stage']}>
        <div ref={place} className={styles['place']} style={{ '--ratio': ratio } as CSSProperties}>
          <canvas
            ref={canvas}
            className={styles['canvas']}
            style={{
              transform: `scale(${scale}) translate(${100 * (0.5 - centreX)}%, ${100 * (0.5 - centreY)}%)`,
              imageRendering: scale >= MIN_PIXELATED_SCALE ? 'pixelated' : 'auto',
              cursor: isZoomed ? 'grab' : 'default',
              // What is fitted scrolls with the page.
              touchAction: isZoomed ? 'none' : 'pan-y',
            }}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn, not loaded
            role="img"
            aria-label={clip ? `Picture of ${clip.fileName}` : 'Picture'}
            aria-describedby="frame-facts"
            {...gestures}
          />
          {layer}
          <WipeHandle />
        </div>
      </div>
      <figcaption className={styles['caption']}>
        <p ref={facts} id="frame-facts" className={styles['facts']} />
        <p ref={edges} />
        {clip && (
          <p>
            {clip.width} × {clip.height}, {clip.container.toUpperCase()} {clip.videoCodec}
            {clip.audioCodec === null ? ', no sound' : ` + ${clip.audioCodec}`}
          </p>
        )}
        <ViewerToolbar />
      </figcaption>
    </figure>
  );
};
