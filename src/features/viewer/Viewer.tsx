import { useEffect, useRef } from 'react';
import { useEarmark, useObjectViews, useObserved, useSession } from '../../state/hooks.ts';
import { factsText } from './factsText.ts';
import styles from './Viewer.module.css';

/** The picture. Its facts stand below it as text, for the canvas itself says nothing. */
export const Viewer = () => {
  const { player } = useEarmark();
  const clip = useSession((state) => state.clip?.info ?? null);
  const views = useObjectViews();
  const canvas = useRef<HTMLCanvasElement>(null);
  const facts = useRef<HTMLParagraphElement>(null);

  useEffect(() => (canvas.current ? player.attach(canvas.current) : undefined), [player]);

  const write = (): void => {
    const shown = player.shown.value;
    if (canvas.current) {
      canvas.current.dataset['edges'] = shown?.edges ?? 'none';
    }
    if (facts.current) {
      facts.current.textContent = shown ? factsText(shown, views) : 'The first frame is on its way';
    }
  };
  useObserved(player.shown, write);
  useEffect(write);

  const ratio = clip ? `${clip.width} / ${clip.height}` : '16 / 9';
  return (
    <figure className={styles['viewer']}>
      <div className={styles['stage']}>
        <canvas
          ref={canvas}
          className={styles['canvas']}
          style={{ aspectRatio: ratio }}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn, not loaded
          role="img"
          aria-label={clip ? `Picture of ${clip.fileName}` : 'Picture'}
          aria-describedby="frame-facts"
          onPointerDown={() => {
            if (player.transport.getState().motion === 'paused') {
              player.play();
            } else {
              player.pause();
            }
          }}
        />
      </div>
      <figcaption className={styles['caption']}>
        <p ref={facts} id="frame-facts" className={styles['facts']} />
        {clip && (
          <p className={styles['format']}>
            {clip.width} × {clip.height}, {clip.container.toUpperCase()} {clip.videoCodec}
            {clip.audioCodec === null ? ', no sound' : ` + ${clip.audioCodec}`}
          </p>
        )}
      </figcaption>
    </figure>
  );
};
