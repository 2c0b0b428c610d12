import { clipFrameRate, formatSmpteTimecode, frameNumberAt, type FrameRate } from './frameRate.ts';
import { joinedMoments, type Moment, type MomentsDocument } from './moments.ts';
import { xmlText } from '../util/xmlText.ts';

/** Timelines begin at one hour, as in Resolve, Premiere and Avid. */
const TIMELINE_START_SECONDS = 3600;
/** An event's number has three digits. */
const MAX_EVENTS = 999;
const CRLF = '\r\n';

const csvField = (value: string | number): string =>
  /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);

const roundSeconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

type MomentFrames = { readonly start: number; readonly end: number };

/** A moment in frames of the timeline, at least one; the end is excluded. */
const framesOf = ({ startSeconds, endSeconds }: Moment, rate: FrameRate): MomentFrames => {
  const start = frameNumberAt(startSeconds, rate);
  return { start, end: Math.max(start + 1, frameNumberAt(endSeconds, rate)) };
};

/** Frame at the timecode of one hour. */
const timelineStart = (rate: FrameRate): number =>
  rate.isDropFrame
    ? frameNumberAt(TIMELINE_START_SECONDS, rate)
    : TIMELINE_START_SECONDS * rate.nominal;

/** RFC 4180: one line a moment, UTF-8 with a header. */
export const momentsCsv = ({ clip, frameNumbersFrom, objects }: MomentsDocument): string => {
  const rate = clipFrameRate(clip.ptsSeconds);
  const header =
    'object,sentence,from_seconds,to_seconds,from_timecode,to_timecode,first_frame,last_frame,frames,model';
  const rows = objects.flatMap(({ name, query, bundle, moments }) =>
    moments.map((moment) => {
      const { start, end } = framesOf(moment, rate);
      return [
        name,
        query,
        roundSeconds(moment.startSeconds),
        roundSeconds(moment.endSeconds),
        formatSmpteTimecode(start, rate),
        formatSmpteTimecode(end, rate),
        moment.first + frameNumbersFrom,
        moment.last + frameNumbersFrom,
        moment.last - moment.first + 1,
        bundle,
      ]
        .map(csvField)
        .join(',');
    }),
  );
  return [header, ...rows, ''].join(CRLF);
};

/** The same as JSON, with what is needed to read it alone. */
export const momentsJson = ({ clip, range, frameNumbersFrom, objects }: MomentsDocument): string =>
  JSON.stringify(
    {
      schema: 'earmark-moments/1',
      clip: {
        fileName: clip.fileName,
        width: clip.width,
        height: clip.height,
        durationSeconds: clip.durationSeconds,
        frames: clip.ptsSeconds.length,
      },
      frameNumbersFrom,
      range: range.map((frameIndex) => frameIndex + frameNumbersFrom),
      objects: objects.map(({ moments, ...object }) => ({
        ...object,
        moments: moments.map(({ first, last, startSeconds, endSeconds }) => ({
          firstFrame: first + frameNumbersFrom,
          lastFrame: last + frameNumbersFrom,
          startSeconds: roundSeconds(startSeconds),
          endSeconds: roundSeconds(endSeconds),
        })),
      })),
    },
    null,
    2,
  );

/** Comments of an EDL are lines of plain text. */
const edlText = (text: string): string => text.replaceAll(/[\r\n|]+/g, ' ').trim();

const edlHead = (title: string, { isDropFrame }: FrameRate): string[] => [
  `TITLE: ${edlText(title)}`,
  `FCM: ${isDropFrame ? 'DROP FRAME' : 'NON-DROP FRAME'}`,
  '',
];

const edlEvent = (
  index: number,
  reel: string,
  frames: readonly [number, number, number, number],
  rate: FrameRate,
): string =>
  `${String(index + 1).padStart(3, '0')}  ${reel.padEnd(8)} V     C        ${frames
    .map((frame) => formatSmpteTimecode(frame, rate))
    .join(' ')}`;

/**
 * An edit decision list (CMX 3600) of the moments in which any object is present, one after another:
 * a cut of the clip. At most 999 events, the most that the format numbers.
 */
export const momentsEdl = (list: MomentsDocument): string => {
  const { clip } = list;
  const rate = clipFrameRate(clip.ptsSeconds);
  let record = timelineStart(rate);
  const events = joinedMoments(list)
    .slice(0, MAX_EVENTS)
    .flatMap((moment, index) => {
      const { start, end } = framesOf(moment, rate);
      const recordEnd = record + end - start;
      const event = edlEvent(index, 'AX', [start, end, record, recordEnd], rate);
      record = recordEnd;
      return [
        event,
        `* FROM CLIP NAME: ${edlText(clip.fileName)}`,
        `* COMMENT: ${edlText(moment.names.join(', '))}`,
      ];
    });
  return [...edlHead(clip.fileName, rate), ...events, ''].join(CRLF);
};

/** By object, in Resolve's names. */
const MARKER_COLOURS = [
  'Yellow',
  'Blue',
  'Green',
  'Red',
  'Cyan',
  'Pink',
  'Purple',
  'Sand',
] as const;

/**
 * Timeline markers for DaVinci Resolve (Timelines > Import > Timeline Markers from EDL): one a moment,
 * with its duration, for a timeline that begins with the clip at one hour. A frame has room for one
 * marker: moments that begin together share it, and it is as long as the longest.
 */
export const resolveMarkers = ({ clip, objects }: MomentsDocument): string => {
  const rate = clipFrameRate(clip.ptsSeconds);
  const offset = timelineStart(rate);
  const markers = objects.flatMap(({ name, moments }, object) =>
    moments.map((moment) => ({
      ...framesOf(moment, rate),
      name,
      colour: MARKER_COLOURS[object % MARKER_COLOURS.length] ?? 'Blue',
    })),
  );
  const lines = [...new Set(markers.map(({ start }) => start))]
    .toSorted((a, b) => a - b)
    .slice(0, MAX_EVENTS)
    .flatMap((start, index) => {
      const together = markers.filter((marker) => marker.start === start);
      const at = offset + start;
      const names = together.map(({ name }) => name).join(', ');
      const end = Math.max(...together.map((marker) => marker.end));
      return [
        edlEvent(index, '001', [at, at + 1, at, at + 1], rate),
        ` |C:ResolveColor${together[0]?.colour ?? 'Blue'} |M:${edlText(names)} |D:${end - start}`,
        '',
      ];
    });
  return [...edlHead(clip.fileName, rate), ...lines].join(CRLF);
};

/**
 * Final Cut Pro 7 XML (xmeml 5), which Premiere and Resolve import: a sequence of the whole clip with
 * a marker a moment.
 */
export const finalCutXml = ({ clip, objects }: MomentsDocument): string => {
  const rate = clipFrameRate(clip.ptsSeconds);
  const name = xmlText(clip.fileName);
  const frames = Math.max(1, frameNumberAt(clip.durationSeconds, rate));
  const rateXml = `<rate><timebase>${rate.nominal}</timebase><ntsc>${rate.denominator === 1001 ? 'TRUE' : 'FALSE'}</ntsc></rate>`;
  const size = `<width>${clip.width}</width><height>${clip.height}</height>`;
  const markers = objects.flatMap((object) =>
    object.moments.map((moment) => {
      const { start, end } = framesOf(moment, rate);
      return `    <marker><name>${xmlText(object.name)}</name><comment>${xmlText(object.query)}</comment><in>${start}</in><out>${end}</out></marker>`;
    }),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE xmeml>',
    '<xmeml version="5">',
    '  <sequence>',
    `    <name>${name}</name>`,
    `    <duration>${frames}</duration>`,
    `    ${rateXml}`,
    '    <media>',
    '      <video>',
    `        <format><samplecharacteristics>${rateXml}${size}</samplecharacteristics></format>`,
    '        <track>',
    '          <clipitem id="clip-1">',
    `            <name>${name}</name><duration>${frames}</duration>${rateXml}`,
    `            <start>0</start><end>${frames}</end><in>0</in><out>${frames}</out>`,
    `            <file id="file-1"><name>${name}</name><pathurl>${encodeURIComponent(clip.fileName)}</pathurl>${rateXml}<duration>${frames}</duration><media><video><samplecharacteristics>${rateXml}${size}</samplecharacteristics></video></media></file>`,
    '          </clipitem>',
    '        </track>',
    '      </video>',
    '    </media>',
    ...markers,
    '  </sequence>',
    '</xmeml>',
    '',
  ].join('\n');
};
