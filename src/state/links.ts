import { EarmarkError } from '../core/errors.ts';
import type { Player } from '../player/player.ts';
import type { Bundles } from './bundles.ts';
import type { CanvasStore } from './canvasStore.ts';
import type { Clips } from './clips.ts';
import { formatLink, parseLink, type Link } from './link.ts';
import { notify } from './notices.ts';
import type { Objects } from './objects.ts';
import type { Project } from './project.ts';
import { fetchSamples } from './samples.ts';
import { announce, type OpenClip, type SessionStore } from './sessionStore.ts';
import type { ViewStore } from './viewStore.ts';

/** Links that say how something is looked at. */
export type Links = {
  /** Copies a link to what is seen now. */
  copy(): Promise<void>;
  dispose(): void;
};

export type LinkPorts = {
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly canvas: CanvasStore;
  readonly project: Project;
  readonly player: Player;
  readonly bundles: Bundles;
  readonly clips: Clips;
  readonly objects: Objects;
};

/** Reads the link that the page was opened with, and those that are followed later. */
export const createLinks = (ports: LinkPorts): Links => {
  const { session, view, canvas, project, player, bundles, clips, objects } = ports;
  /** What a link says of a clip that the person has to open first. */
  let waiting: Link | null = null;

  const refuse = (names: readonly string[]): void => {
    if (names.length > 0) {
      const message = 'The link has parts that do not fit.';
      notify(session, new EarmarkError('link-invalid', message, { names: names.join(', ') }));
    }
  };

  /** @returns the names of what does not fit this clip. */
  const applyToClip = (link: Link, { info }: OpenClip): readonly string[] => {
    const frames = info.ptsSeconds.length;
    const refused = (['in', 'out', 'frame'] as const).filter((name) => (link[name] ?? 1) > frames);
    const first = link.in ?? 1;
    const last = link.out ?? frames;
    if (first > last) {
      refused.push('in', 'out');
    } else if (!refused.some((name) => name !== 'frame') && (link.in ?? link.out) !== undefined) {
      project.edit({ label: 'set In and Out' }, () => ({
        range: { first: first - 1, last: last - 1 },
      }));
    }
    if (link.frame !== undefined && !refused.includes('frame')) {
      player.seek(link.frame - 1);
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

  const follow = async (fragment: string): Promise<void> => {
    const { link, refused } = parseLink(fragment);
    const { view: look, opacity, provider } = link;
    canvas.setState(look === undefined ? {} : { view: look });
    view.setState(opacity === undefined ? {} : { overlayOpacity: opacity / 100 });
    if (provider !== undefined) {
      bundles.prefer(provider);
    }
    const isOpen = link.sample === undefined || (await openSample(link.sample));
    const { clip } = session.getState();
    if (!isOpen) {
      refuse([...refused, 'sample']);
    } else if (clip) {
      refuse([...refused, ...applyToClip(link, clip)]);
    } else {
      waiting = link;
      refuse(refused);
      if (link.find.length > 0) {
        const sentences = link.find.map((sentence) => `“${sentence}”`).join(', ');
        announce(session, `The link asks for ${sentences}. Open the clip that it is about.`);
      }
    }
  };

  const read = (): void => {
    const { hash } = location;
    if (hash.length > 1) {
      // It says how things stood once: a reload must not bring that back over what was done since.
      history.replaceState(null, '', location.pathname);
      follow(hash).catch((error: unknown) => notify(session, error));
    }
  };

  const stopSession = session.subscribe(({ clip }, before) => {
    if (waiting && clip && clip.info !== before.clip?.info) {
      const link = waiting;
      waiting = null;
      // After the clip has been made ready, which clears the notices of the one before.
      queueMicrotask(() => refuse(applyToClip(link, clip)));
    }
  });
  const listening = new AbortController();
  window.addEventListener('hashchange', read, { signal: listening.signal });
  queueMicrotask(read);

  return {
    async copy() {
      const { clip } = session.getState();
      const { range, objects: asked } = project.store.getState();
      const fragment = formatLink({
        ...(clip?.sample ? { sample: clip.sample.file } : {}),
        find: [...new Set(asked.map(({ expression }) => expression))],
        frame: player.playhead.value + 1,
        ...(range ? { in: range.first + 1, out: range.last + 1 } : {}),
        view: canvas.getState().view,
        opacity: Math.round(100 * view.getState().overlayOpacity),
        provider: bundles.preferred(),
        bundle: bundles.bundleName,
      });
      const { href } = new URL(fragment, location.href);
      try {
        await navigator.clipboard.writeText(href);
        announce(session, 'The link is on the clipboard. It holds settings, not the clip.');
      } catch {
        history.replaceState(null, '', href);
        announce(session, 'The clipboard is closed to this page; the link is in the address bar.');
      }
    },
    dispose() {
      stopSession();
      listening.abort();
    },
  };
};
