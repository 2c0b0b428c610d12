import { expect, test } from 'vitest';
import type { FrameBitmap } from '../../protocol/requests.ts';
import { openFrameStream } from './frameStream.ts';

const picture = (frameIndex: number) => {
  const state = { isClosed: false };
  const bitmap = { width: 2, height: 2, close: () => void (state.isClosed = true) };
  return { picture: { frameIndex, bitmap } satisfies FrameBitmap, state };
};

const openStream = () => {
  const stopping = new AbortController();
  const arrivals: number[] = [];
  const dropped = { count: 0 };
  let send: ((picture: FrameBitmap) => Promise<void>) | undefined;
  const stream = openFrameStream({
    signal: stopping.signal,
    onDecoded: (frameIndex) => arrivals.push(frameIndex),
    onDropped: () => {
      dropped.count += 1;
    },
    playFrames: (onFrame) => {
      send = onFrame;
      return new Promise(() => undefined);
    },
  });
  if (!send) {
    throw new Error('The stream did not ask for frames.');
  }
  return { stream, stopping, arrivals, dropped, send };
};

test('takeDue returns the newest due frame, closes older ones and keeps later ones', async () => {
  const { stream, send, arrivals, dropped } = openStream();
  const pictures = [0, 1, 2, 3].map(picture);
  const released: number[] = [];
  for (const { picture: sent } of pictures) {
    void send(sent).then(() => released.push(sent.frameIndex));
  }
  await stream.ready;
  expect(arrivals).toEqual([0, 1, 2, 3]);
  expect(stream.takeDue(2)?.frameIndex).toBe(2);
  expect(pictures.map(({ state }) => state.isClosed)).toEqual([true, true, false, false]);
  expect(stream.takeDue(2)).toBeNull();
  expect(dropped.count).toBe(2);
  await Promise.resolve();
  expect(released).toEqual([0, 1, 2]);
});

test('aborting closes queued frames and releases the engine', async () => {
  const { stream, stopping, send } = openStream();
  const waiting = picture(0);
  const sent = send(waiting.picture);
  stopping.abort();
  await sent;
  expect(waiting.state.isClosed).toBe(true);
  const late = picture(1);
  await send(late.picture);
  expect(late.state.isClosed).toBe(true);
  expect(stream.takeDue(9)).toBeNull();
});
