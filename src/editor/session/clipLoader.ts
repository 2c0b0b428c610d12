import type { EngineClient } from '../../engine/client.ts';
import type { Player } from '../playback/player.ts';
import { notify } from './notices.ts';
import type { Sample } from './samples.ts';
import { fetchSampleFile } from './samples.ts';
import { announce, type OpenClip, type SessionStore } from './sessionStore.ts';
import type { ViewStore } from './viewStore.ts';

export type ClipLoader = {
  openFile(file: File): Promise<void>;
  openSample(sample: Sample): Promise<void>;
};

type ClipLoaderDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly player: Player;
  /** Called when another clip has taken the place of the one before. */
  readonly onReplaced: () => void;
};

const FILMSTRIP_THUMBNAILS = 32;
/** Sharp on screens of two device pixels a pixel. */
export const FILMSTRIP_THUMBNAIL_HEIGHT = 96;
/** Loudness at least so fine, and so many a second, for a timeline that is zoomed in. */
const MIN_PEAKS = 1600;
const PEAKS_PER_SECOND = 50;
const MAX_PEAKS = 60_000;

/** Reads what decorates an open clip: its filmstrip and its waveform. */
const createPreviewLoader = (
  engine: EngineClient,
  session: SessionStore,
): ((clip: OpenClip, signal: AbortSignal) => Promise<void>) => {
  const updateClip = (clip: OpenClip, part: Partial<OpenClip>): void => {
    const open = session.getState().clip;
    if (open?.info === clip.info) {
      session.setState({ clip: { ...open, ...part } });
    }
  };

  const readThumbnails = async (clip: OpenClip, signal: AbortSignal): Promise<void> => {
    const thumbnails = clip.thumbnails.slice();
    await engine.request(
      'read-thumbnails',
      { count: thumbnails.length, height: FILMSTRIP_THUMBNAIL_HEIGHT },
      {
        signal,
        onEvent({ position, bitmap }) {
          thumbnails[position] = bitmap;
          updateClip(clip, { thumbnails: thumbnails.slice() });
        },
      },
    );
  };

  const readPeaks = async (clip: OpenClip, signal: AbortSignal): Promise<void> => {
    if (clip.info.audioProblem === null) {
      const wanted = Math.ceil(clip.info.durationSeconds * PEAKS_PER_SECOND);
      const count = Math.min(Math.max(wanted, MIN_PEAKS), MAX_PEAKS);
      updateClip(clip, { peaks: await engine.request('read-peaks', { count }, { signal }) });
    }
  };

  /** A clip whose cuts cannot be found is one shot: what is wrong with it is told elsewhere. */
  const findCuts = async (clip: OpenClip, signal: AbortSignal): Promise<void> => {
    const cuts = await engine.request('find-cuts', {}, { signal }).catch(() => []);
    if (!signal.aborted) {
      updateClip(clip, { cuts });
    }
  };

  return async (clip, signal) => {
    await readThumbnails(clip, signal);
    await readPeaks(clip, signal);
    await findCuts(clip, signal);
  };
};

export const createClipLoader = ({
  engine,
  session,
  view,
  player,
  onReplaced,
}: ClipLoaderDeps): ClipLoader => {
  let opening: AbortController | null = null;
  const loadPreviews = createPreviewLoader(engine, session);
  /** Of the clip that is open; a failed opening of another leaves it alone. */
  let loadingPreviews: AbortController | null = null;

  const open = async (
    fileName: string,
    sample: Sample | null,
    fetchFile: (signal: AbortSignal) => Promise<File>,
  ): Promise<void> => {
    opening?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    opening = controller;
    session.setState({ openingFileName: fileName });
    try {
      const file = await fetchFile(signal);
      const info = await engine.request('open-clip', { file }, { signal });
      if (signal.aborted) {
        return;
      }
      const { clip: before, objectThumbnails } = session.getState();
      const clip: OpenClip = {
        info,
        file,
        sample,
        thumbnails: Array.from<ImageBitmap | null>({ length: FILMSTRIP_THUMBNAILS }).fill(null),
        fineThumbnails: [],
        peaks: null,
        cuts: null,
      };
      onReplaced();
      session.setState({
        clip,
        queryText: '',
        queryProblem: null,
        results: [],
        objectThumbnails: {},
        suggestions: { kind: 'none' },
        audioMatches: {},
        exporting: { kind: 'idle' },
        lastExport: null,
        notices: [],
      });
      view.setState({ page: 'editor', sheet: null, editing: null, timeScale: null });
      // Before its thumbnails are closed: the picture that is shown may be one of them.
      player.openClip(info);
      for (const bitmap of before?.thumbnails ?? []) {
        bitmap?.close();
      }
      for (const { bitmap } of Object.values(objectThumbnails)) {
        bitmap.close();
      }
      announce(session, `${info.fileName} is open: ${info.ptsSeconds.length} frames.`);
      loadingPreviews?.abort();
      loadingPreviews = new AbortController();
      loadPreviews(clip, loadingPreviews.signal).catch((error: unknown) => notify(session, error));
    } catch (error) {
      notify(session, error);
    } finally {
      if (opening === controller) {
        session.setState({ openingFileName: null });
      }
    }
  };

  return {
    openFile: (file) => open(file.name, null, () => Promise.resolve(file)),
    openSample: (sample) => open(sample.title, sample, (signal) => fetchSampleFile(sample, signal)),
  };
};
