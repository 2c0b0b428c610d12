import { useEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import {
  useCanvas,
  useEarmark,
  useObjectViews,
  useObservable,
  useProject,
  useSession,
} from '../../session/hooks.ts';
import { selectedObject } from '../../document/projectDocument.ts';
import { objectToSelect } from '../../playback/objectsAtPoint.ts';
import { ViewerToolbar } from './ViewerToolbar.tsx';
import { describeFrame } from './describeFrame.ts';
import { useViewerGestures } from './useViewerGestures.ts';
import { cssTransformOf } from '../../session/viewport.ts';
import styles from './Viewer.module.css';
import { WipeHandle } from './WipeHandle.tsx';

/** Zoom from which pixels are drawn as squares. */
const MIN_PIXELATED_SCALE = 4;
const PLAIN_EDGES_TEXT = 'Plain mask edges: WebGL 2 is not available.';

type ViewerProps = {
  /** Drawn over the picture: the active correction tool. */
  readonly toolLayer: ReactNode;
  /** Over the stage, whatever part of the picture is seen. */
  readonly overlay: ReactNode;
};

/** The video frame with overlays. The caption repeats its state as text for screen readers. */
export const Viewer = ({ toolLayer, overlay }: ViewerProps) => {
  const { player, objects } = useEarmark();
  const clip = useSession((state) => state.clip?.info ?? null);
  const views = useObjectViews();
  const selectedId = useProject((state) => selectedObject(state)?.id ?? null);
  const zoom = useCanvas((state) => state.zoom);
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
      const text = shown ? describeFrame(shown, views, selectedId) : 'Loading the first frame';
      facts.current.textContent = text;
      // The tooltip shows the text where it is cut off.
      facts.current.title = text;
      edges.current.textContent = shown?.edges === 'plain' ? PLAIN_EDGES_TEXT : '';
    }
  };
  useObservable(player.drawnFrame, write);
  useEffect(write);

  const gestures = useViewerGestures(place, (x, y) => {
    const objectId = objectToSelect(player.objectsAt(x, y), selectedId);
    if (objectId !== null) {
      objects.select(objectId);
    } else if (player.transport.getState().motion === 'paused') {
      player.play();
    } else {
      player.pause();
    }
  });

  const ratio = clip ? clip.width / clip.height : 16 / 9;
  const isZoomed = zoom.scale > 1;
  return (
    <figure className={styles['viewer']}>
      <div className={styles['stage']}>
        <div ref={place} className={styles['place']} style={{ '--ratio': ratio } as CSSProperties}>
          <canvas
            ref={canvas}
            className={styles['canvas']}
            style={{
              transform: cssTransformOf(zoom),
              imageRendering: zoom.scale >= MIN_PIXELATED_SCALE ? 'pixelated' : 'auto',
              cursor: isZoomed ? 'grab' : 'default',
              // Without zoom, touches scroll the page.
              touchAction: isZoomed ? 'none' : 'pan-y',
            }}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn, not loaded
            role="img"
            aria-label={clip ? `Picture of ${clip.fileName}` : 'Picture'}
            aria-describedby="frame-facts"
            {...gestures}
          />
          {toolLayer}
          <WipeHandle />
        </div>
        {overlay}
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
