import type { EarmarkError } from '../../core/util/errors.ts';
import type { ErrorKind } from '../../protocol/requests.ts';

type ErrorText = {
  /** What happened. */
  readonly title: string;
  /** What the user can do, and what is kept. */
  readonly remedy: string;
};

type Facts = EarmarkError['facts'];

const fileLabel = ({ fileName }: Facts): string =>
  fileName === undefined ? 'This file' : `“${fileName}”`;

const codecLabel = ({ codec }: Facts): string =>
  codec === undefined || codec === '' ? 'the codec of this clip' : `the codec ${codec}`;

const ERROR_TEXTS: Readonly<Record<ErrorKind, (facts: Facts) => ErrorText>> = {
  'empty-file': (facts) => ({
    title: `${fileLabel(facts)} is empty.`,
    remedy: 'The file has 0 bytes; a copy or download may have failed. Get it again.',
  }),
  'unsupported-container': (facts) => ({
    title: `${fileLabel(facts)} is not a video that Earmark can open.`,
    remedy:
      'Earmark opens MP4, MOV, WebM and MKV, whatever the file extension. Choose one of these.',
  }),
  'no-video': (facts) => ({
    title: `${fileLabel(facts)} has no picture.`,
    remedy: 'It contains no video track. Choose a file with a video track.',
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
  'file-unreadable': (facts) => ({
    title: `${fileLabel(facts)} can no longer be read.`,
    remedy:
      'It was deleted, moved or changed, or its disk was taken away. What was found is kept. Put it back and open it again.',
  }),
  'too-large': (facts) => ({
    title: `${fileLabel(facts)} is larger than Earmark can take.`,
    remedy: 'Trim it to the part that matters and open that.',
  }),
  'no-clip': () => ({
    title: 'There is nothing to work on yet.',
    remedy: 'Open a clip, find something in it, then try again.',
  }),
  'no-bundle': () => ({
    title: 'The model is not loaded.',
    remedy: 'Load it from the model menu at the top.',
  }),
  'bundle-invalid': ({ file, graph, where }) => {
    const part = file ?? graph ?? where;
    return {
      title: 'The model does not fit this version of Earmark.',
      remedy: `${part === undefined ? '' : `${part} is missing, or not what this version reads. `}Reload the page to get the matching version; for a model of your own, choose the folder that holds its manifest.json.`,
    };
  },
  'bundle-hash': ({ file }) => ({
    title: 'The model arrived damaged, so it was not opened.',
    remedy: `${file === undefined ? 'Its' : `The check sum of ${file}`} does not match. Load it again from the model menu; if it happens again, a proxy between you and the server may change files.`,
  }),
  'bundle-unreachable': () => ({
    title: 'The model could not be fetched.',
    remedy: 'Check the connection, then load it again from the model menu.',
  }),
  'empty-expression': () => ({
    title: 'The sentence is empty.',
    remedy: 'Write what to find, for example “the dog that barks”.',
  }),
  'long-expression': ({ length, pieces, limit }) => ({
    title:
      pieces === undefined
        ? `The sentence is too long: ${length ?? 'too many'} characters, ${limit ?? 'fewer'} at most.`
        : `The sentence is too long: ${pieces} tokens, ${limit ?? 'fewer'} at most.`,
    remedy:
      'Describe one object in at most about 15 words: how it looks, how it sounds or what it does.',
  }),
  'no-webgpu': () => ({
    title: 'WebGPU is not available here.',
    remedy: 'Choose “Processor” in the model menu: slower, with the same masks.',
  }),
  'device-lost': () => ({
    title: 'The graphics card stopped answering.',
    remedy:
      'The results so far are kept. Choose in the model menu how to run the model, then find again.',
  }),
  'out-of-memory': () => ({
    title: 'There is not enough memory.',
    remedy: 'Close other tabs or use a shorter or smaller clip. The results so far are kept.',
  }),
  quota: () => ({
    title: 'There is not enough storage for the export.',
    remedy: 'Free some disk space, or export without the empty frames. The result is kept.',
  }),
  'engine-stopped': () => ({
    title: 'The part of Earmark that reads clips and searches has stopped.',
    remedy:
      'The browser ended it, perhaps for want of memory. Reload the page and open the project from the list; it is kept.',
  }),
  'no-encoder': () => ({
    title: 'This browser cannot encode a video of this size.',
    remedy: 'Choose a smaller size, or export images, which every browser can write.',
  }),
  'no-sound': () => ({
    title: 'The clip has no sound that can be exported.',
    remedy: 'Choose a format with pictures.',
  }),
  'project-invalid': (facts) => ({
    title: `${fileLabel(facts)} is no project file, or it is damaged.`,
    remedy: 'Nothing was changed. Open another copy, or the clip itself.',
  }),
  'project-newer': (facts) => ({
    title: `${fileLabel(facts)} was saved by a later version of Earmark.`,
    remedy: 'Reload this page to get the newest version, then open it again.',
  }),
  'project-other-clip': ({ clipName }) => ({
    title: `This project belongs to ${clipName === undefined ? 'another clip' : `“${clipName}”`}.`,
    remedy: 'Open that clip, and the project opens with it.',
  }),
  'not-handed-over': () => ({
    title: 'The file that was shared did not arrive.',
    remedy: 'The browser’s storage may be full. Choose the clip here instead.',
  }),
  'link-invalid': ({ names }) => ({
    title: `Parts of the link were left out${names === undefined ? '' : `: ${names}`}.`,
    remedy: 'They do not apply here. The rest of the link was used.',
  }),
  'clipboard-refused': ({ link }) => ({
    title: 'The browser does not let this page use the clipboard.',
    remedy: link === undefined ? 'Save the picture as a file instead.' : 'Copy the link from here:',
  }),
  aborted: () => ({ title: 'It was cancelled.', remedy: 'Start it again at any time.' }),
  internal: () => ({
    title: 'Something went wrong inside Earmark.',
    remedy: 'Try again; if it happens again, reload the page and report the copied details.',
  }),
};

/** Title and remedy of an error. */
export const describeError = ({ kind, facts }: Pick<EarmarkError, 'kind' | 'facts'>): ErrorText =>
  ERROR_TEXTS[kind](facts);

/** What "Copy details" puts on the clipboard. */
export const formatErrorDetails = ({ kind, message, facts }: EarmarkError): string =>
  JSON.stringify({ kind, message, facts }, null, 2);
