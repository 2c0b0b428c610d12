import type { EarmarkError } from '../../core/util/errors.ts';
import type { ErrorKind } from '../../protocol/requests.ts';

export type ErrorText = {
  /** What happened. */
  readonly title: string;
  /** What the person can do, and that nothing is lost. */
  readonly remedy: string;
};

type Facts = EarmarkError['facts'];

const fileLabel = ({ fileName }: Facts): string =>
  fileName === undefined ? 'This file' : `“${fileName}”`;

const codecLabel = ({ codec }: Facts): string =>
  codec === undefined || codec === '' ? 'a codec' : `the codec ${codec}`;

const ERROR_TEXTS: Readonly<Record<ErrorKind, (facts: Facts) => ErrorText>> = {
  'empty-file': (facts) => ({
    title: `${fileLabel(facts)} is empty.`,
    remedy: 'It has no bytes at all, so a copy or a download may have stopped. Get it again.',
  }),
  'unsupported-container': (facts) => ({
    title: `${fileLabel(facts)} is not a video that Earmark can open.`,
    remedy:
      'Earmark opens MP4, MOV, WebM and MKV, whatever the name ends with. Choose one of these.',
  }),
  'no-video': (facts) => ({
    title: `${fileLabel(facts)} has no picture.`,
    remedy: 'It holds sound or other tracks only. Choose a file with a video track.',
  }),
  'unsupported-codec': (facts) => ({
    title: `This browser cannot decode ${codecLabel(facts)}.`,
    remedy:
      'Export the clip as H.264, VP9 or AV1 and open that, or try a browser that plays this file.',
  }),
  corrupt: (facts) => ({
    title: `${fileLabel(facts)} is damaged or cut off.`,
    remedy:
      'Its frames cannot be read. Copy or export it again; a part of the file may be missing.',
  }),
  'too-large': (facts) => ({
    title: `${fileLabel(facts)} is larger than Earmark can take.`,
    remedy: 'Cut out the part that matters and open that.',
  }),
  'no-clip': () => ({
    title: 'There is nothing to work on yet.',
    remedy: 'Open a clip, find something in it, then try again.',
  }),
  'no-bundle': () => ({
    title: 'The model is not loaded.',
    remedy: 'Load it from the model menu at the top.',
  }),
  'bundle-invalid': () => ({
    title: 'The model does not fit this version of Earmark.',
    remedy: 'Reload the page to get the matching version. Nothing was opened.',
  }),
  'bundle-hash': ({ file }) => ({
    title: 'A part of the model arrived damaged, so it was not opened.',
    remedy: `${file === undefined ? 'Its' : `The check sum of ${file}`} does not match. Load it again from the model menu; if it keeps happening, something between you and the server changes files.`,
  }),
  'bundle-unreachable': () => ({
    title: 'The model could not be fetched.',
    remedy: 'Check the connection, then load it again from the model menu.',
  }),
  'empty-expression': () => ({
    title: 'There is no sentence to look for.',
    remedy: 'Write what should be found, for example “the dog that barks”.',
  }),
  'long-expression': ({ words, length, pieces, limit }) => ({
    title:
      pieces === undefined
        ? `The sentence is too long: ${length ?? 'too many'} characters, ${limit ?? 'fewer'} at most.`
        : `The sentence is too long: its ${words ?? 'many'} words are ${pieces} pieces to the model, which reads ${limit ?? 'fewer'}.`,
    remedy: 'Name one thing in about fifteen words: how it looks, how it sounds or what it does.',
  }),
  'no-webgpu': () => ({
    title: 'WebGPU is not available here.',
    remedy: 'Choose “Processor” in the model menu: slower, but the same masks.',
  }),
  'device-lost': () => ({
    title: 'The graphics card stopped answering.',
    remedy:
      'What was found so far is kept. Choose a way to run in the model menu to start it again, then find once more.',
  }),
  'out-of-memory': () => ({
    title: 'There was not enough memory.',
    remedy: 'Close other tabs or use a shorter or smaller clip. What was found so far is kept.',
  }),
  quota: () => ({
    title: 'The browser has no room left to write the export.',
    remedy: 'Free some disk space, or export without the empty frames. The result is kept.',
  }),
  'no-encoder': () => ({
    title: 'This browser cannot encode such a video.',
    remedy: 'Choose a smaller height, or export pictures: they are written everywhere.',
  }),
  'no-sound': () => ({
    title: 'The clip has no sound that can be exported.',
    remedy: 'Choose a format with pictures.',
  }),
  'project-invalid': (facts) => ({
    title: `${fileLabel(facts)} is no project that Earmark can open, or a damaged one.`,
    remedy: 'Nothing was changed. Open another copy of it, or the clip itself.',
  }),
  'project-newer': (facts) => ({
    title: `${fileLabel(facts)} was saved by a later version of Earmark.`,
    remedy: 'Reload this page to get the newest version, then open it again.',
  }),
  'project-other-clip': ({ clipName }) => ({
    title: `This project belongs to ${clipName === undefined ? 'another clip' : `“${clipName}”`}.`,
    remedy: 'Open that clip now, and the project comes back with it.',
  }),
  'not-handed-over': () => ({
    title: 'The file that was shared did not arrive.',
    remedy: 'There may be no room for it in this browser. Choose the clip here instead.',
  }),
  'link-invalid': ({ names }) => ({
    title: `A part of the link was left out${names === undefined ? '' : `: ${names}`}.`,
    remedy: 'It says nothing that fits here. Everything else of the link was used.',
  }),
  aborted: () => ({ title: 'It was stopped.', remedy: 'Start it again whenever you like.' }),
  internal: () => ({
    title: 'Something went wrong inside Earmark.',
    remedy: 'Try once more; if it happens again, reload the page and send us the details.',
  }),
};

/** The words of an error. */
export const describeError = ({ kind, facts }: Pick<EarmarkError, 'kind' | 'facts'>): ErrorText =>
  ERROR_TEXTS[kind](facts);

/** What "Copy details" puts on the clipboard. */
export const formatErrorDetails = ({ kind, message, facts }: EarmarkError): string =>
  JSON.stringify({ kind, message, facts }, null, 2);
