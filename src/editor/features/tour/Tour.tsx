import { Popover } from '@base-ui/react/popover';
import { useEffect, useRef } from 'react';
import { useEarmark, useView } from '../../session/hooks.ts';
import { TOUR_STEPS } from '../../session/tour.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Tour.module.css';

const POPUP_OFFSET_PIXELS = 10;

/** A popup beside each part of the editor; shown once after the first answer, and again from the list of shortcuts. */
export const Tour = () => {
  const { tour } = useEarmark();
  const place = useView((state) => state.tour);
  const current = place === null ? undefined : TOUR_STEPS[place.step];
  const anchorId = current?.anchorId;
  const next = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    const anchor = anchorId === undefined ? null : document.getElementById(anchorId);
    anchor?.setAttribute('data-tour', '');
    anchor?.scrollIntoView({ block: 'start' });
    return () => anchor?.removeAttribute('data-tour');
  }, [anchorId]);

  if (place === null || !current) {
    return null;
  }
  const { step, isUnasked } = place;
  const isLast = step === TOUR_STEPS.length - 1;
  return (
    // A new key per step opens a new popup, which takes the focus and is read by screen readers.
    <Popover.Root key={step} open modal={false} onOpenChange={(isOpen) => !isOpen && tour.end()}>
      <Popover.Portal>
        <Popover.Positioner
          anchor={() => document.getElementById(current.anchorId)}
          side={current.side}
          sideOffset={POPUP_OFFSET_PIXELS}
          collisionPadding={12}
          className={styles['positioner']}
        >
          {/* Where it comes by itself, the keys stay with the picture. */}
          <Popover.Popup className={styles['popup']} initialFocus={isUnasked ? false : next}>
            <Popover.Title className={styles['title']}>{current.title}</Popover.Title>
            <Popover.Description className={styles['text']}>{current.text}</Popover.Description>
            <div className={styles['tools']}>
              <span className={styles['place']}>
                {step + 1} of {TOUR_STEPS.length}
              </span>
              {!isLast && (
                <Button variant="quiet" onClick={() => tour.end()}>
                  Skip
                </Button>
              )}
              {step > 0 && <Button onClick={() => tour.goTo(step - 1)}>Back</Button>}
              <Button
                ref={next}
                variant="primary"
                onClick={() => (isLast ? tour.end() : tour.goTo(step + 1))}
              >
                {isLast ? 'Done' : 'Next'}
              </Button>
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
};
