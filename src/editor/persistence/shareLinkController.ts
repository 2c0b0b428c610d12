import { EarmarkError } from '../../core/util/errors.ts';
import type { Player } from '../playback/player.ts';
import type { BundleLoader } from '../session/bundleLoader.ts';
import type { CanvasStore } from '../session/canvasStore.ts';
import type { ClipLoader } from '../session/clipLoader.ts';
import { formatShareLink, parseShareLink, type ShareLink } from './shareLink.ts';
import { clipboardError, notify } from '../session/notices.ts';
import type { ObjectCommands } from '../document/objectCommands.ts';
import type { ProjectDocument } from '../document/projectDocument.ts';
import { fetchSamples } from '../session/samples.ts';
import { announceVisibly, type OpenClip, type SessionStore } from '../session/sessionStore.ts';
import type { ViewStore } from '../session/viewStore.ts';

/** Reads and writes links that hold queries, range and view settings. */
export type ShareLinkController = {
  /** Copies a link to the current state. */
  copy(): Promise<void>;
  dispose(): void;
};

type ShareLinkControllerDeps = {
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly canvas: CanvasStore;
  readonly project: ProjectDocument;
  readonly player: Player;
  readonly bundles: BundleLoader;
  readonly clips: ClipLoader;
  readonly objects: ObjectCommands;
};

/** What is open now, as a link holds it. */
const currentLink = ({
  session,
  view,
  canvas,
  project,
  player,
  bundles,
}: ShareLinkControllerDeps): ShareLink => {
  const { clip } = session.getState();
  const { range, objects: projectObjects } = project.store.getState();
  return {
    ...(clip?.sample ? { sample: clip.sample.file } : {}),
    find: [...new Set(projectObjects.map(({ expression }) => expression))].filter(
      (expression) => expression !== '',
    ),
    frame: player.playhead.value + 1,
    ...(range ? { in: range.first + 1, out: range.last + 1 } : {}),
    view: canvas.getState().view,
    opacity: Math.round(100 * view.getState().overlayOpacity),
    provider: bundles.preferredProvider(),
    ...(bundles.bundleName === null ? {} : { bundle: bundles.bundleName }),
  };
};

const noticeRejected = (session: SessionStore, names: readonly string[]): void => {
  if (names.length > 0) {
    const message = 'The link has parts that do not fit.';
    notify(session, new EarmarkError('link-invalid', message, { names: names.join(', ') }));
  }
};

/** Where a link leads in a clip of so many frames, and the names of what does not fit it. */
const placesIn = (link: ShareLink, frameCount: number) => {
  const refused = (['in', 'out', 'frame'] as const).filter(
    (name) => (link[name] ?? 1) > frameCount,
  );
  const first = link.in ?? 1;
  const last = link.out ?? frameCount;
  if (first > last) {
    refused.push('in', 'out');
  }
  const hasRange = (link.in ?? link.out) !== undefined && !refused.some((name) => name !== 'frame');
  const hasFrame = link.frame !== undefined && !refused.includes('frame');
  return {
    range: hasRange ? { first: first - 1, last: last - 1 } : null,
    frameIndex: hasFrame ? link.frame - 1 : null,
    refused,
  };
};

/** Reads the link that the page was opened with, and those that are followed later. */
export const createShareLinkController = (deps: ShareLinkControllerDeps): ShareLinkController => {
  const { session, view, canvas, project, player, bundles, clips, objects } = deps;
  /** A link whose clip the person has to open first. */
  let pendingLink: ShareLink | null = null;

  /** @returns the names of what does not fit this clip. */
  const applyToClip = (link: ShareLink, { info }: OpenClip): readonly string[] => {
    const { range, frameIndex, refused } = placesIn(link, info.ptsSeconds.length);
    if (range !== null) {
      project.edit({ label: 'set In and Out' }, () => ({ range }));
    }
    if (frameIndex !== null) {
      player.seek(frameIndex);
    }
    // What is added last lies on top.
    for (const sentence of link.find.toReversed()) {
      void objects.add(sentence);
    }
    return refused;
  };

  const openSample = async (file: string): Promise<boolean> => {
    const samples = await fetchSamples(new AbortController().signal);
    const sample = samples.find((candidate) => candidate.file === file);
    if (sample) {
      await clips.openSample(sample);
    }
    return session.getState().clip?.sample?.file === file;
  };

  const applyLink = async (fragment: string): Promise<void> => {
    const { link, refused } = parseShareLink(fragment);
    const { view: look, opacity, provider } = link;
    canvas.setState(look === undefined ? {} : { view: look });
    view.setState(opacity === undefined ? {} : { overlayOpacity: opacity / 100 });
    if (provider !== undefined) {
      bundles.setPreferredProvider(provider);
    }
    const isOpen = link.sample === undefined || (await openSample(link.sample));
    const { clip } = session.getState();
    if (!isOpen) {
      noticeRejected(session, [...refused, 'sample']);
    } else if (clip) {
      noticeRejected(session, [...refused, ...applyToClip(link, clip)]);
    } else {
      pendingLink = link;
      session.setState({ pendingQueries: link.find });
      noticeRejected(session, refused);
    }
  };

  const applyLocationHash = (): void => {
    const { hash } = location;
    if (hash.length > 1) {
      // A reload must not apply the link again over later changes.
      history.replaceState(null, '', location.pathname);
      applyLink(hash).catch((error: unknown) => notify(session, error));
    }
  };

  const stopSession = session.subscribe(
    ({ clip }) => clip?.info,
    () => {
      const { clip } = session.getState();
      if (pendingLink && clip) {
        const link = pendingLink;
        pendingLink = null;
        session.setState({ pendingQueries: [] });
        // After the clip has been made ready, which clears the notices of the one before.
        queueMicrotask(() => noticeRejected(session, applyToClip(link, clip)));
      }
    },
  );
  const listening = new AbortController();
  window.addEventListener('hashchange', applyLocationHash, { signal: listening.signal });
  queueMicrotask(applyLocationHash);

  return {
    async copy() {
      const fragment = formatShareLink(currentLink(deps));
      const { href } = new URL(fragment, location.href);
      try {
        await navigator.clipboard.writeText(href);
        announceVisibly(session, 'The link is on the clipboard. It holds settings, not the clip.');
      } catch (error) {
        // Not into the address bar: a reload would open the link in place of the project.
        notify(session, clipboardError(error, { link: href }));
      }
    },
    dispose() {
      stopSession();
      listening.abort();
    },
  };
};
