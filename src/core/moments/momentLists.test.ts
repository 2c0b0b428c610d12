import { expect, test } from 'vitest';
import type { FrameState } from '../model/frameState.ts';
import { finalCutXml, momentsCsv, momentsEdl, momentsJson, resolveMarkers } from './momentLists.ts';
import { joinedMoments, momentsOf, type Moment, type MomentsDocument } from './moments.ts';
import { openTimeline } from './openTimeline.ts';

const byName = (a: string, b: string): number => a.localeCompare(b);

/** Ten seconds at 25 frames a second. */
const clip = {
  fileName: 'meadow & <sky>.mp4',
  width: 1920,
  height: 1080,
  durationSeconds: 10,
  ptsSeconds: Float64Array.from({ length: 250 }, (_, index) => index / 25),
};

const momentsIn = (spans: readonly (readonly [number, number])[]): readonly Moment[] =>
  momentsOf({
    ...clip,
    range: [0, 249],
    stateOf: (frameIndex): FrameState =>
      spans.some(([first, last]) => frameIndex >= first && frameIndex <= last)
        ? 'present'
        : 'empty',
  });

const document: MomentsDocument = {
  clip,
  range: [0, 249],
  frameNumbersFrom: 1,
  objects: [
    {
      name: 'Rex, "the dog"',
      query: 'the dog',
      bundle: 'lite@0.9.0',
      presenceThreshold: 0.69,
      searchedFrames: 250,
      moments: momentsIn([
        [25, 49],
        [100, 100],
      ]),
    },
    {
      name: 'the cat',
      query: 'the cat',
      bundle: 'base@1.0.0',
      presenceThreshold: 0.69,
      searchedFrames: 250,
      moments: momentsIn([[40, 74]]),
    },
  ],
};

test('a moment ends where the next frame begins, and before a frame that was not searched', () => {
  expect(momentsIn([[25, 49]])).toEqual([{ first: 25, last: 49, startSeconds: 1, endSeconds: 2 }]);
  const states: readonly FrameState[] = ['present', 'not-computed', 'present', 'empty', 'present'];
  const some = momentsOf({
    ptsSeconds: [0, 1, 2, 3, 4],
    durationSeconds: 5,
    range: [0, 4],
    stateOf: (frameIndex) => states[frameIndex] ?? 'empty',
  });
  expect(some.map(({ first, last }) => [first, last])).toEqual([
    [0, 0],
    [2, 2],
    [4, 4],
  ]);
  expect(some.at(-1)?.endSeconds).toBe(5);
});

test('moments of several objects are joined where they overlap or touch', () => {
  expect(joinedMoments(document).map(({ first, last, names }) => [first, last, names])).toEqual([
    [25, 74, ['Rex, "the dog"', 'the cat']],
    [100, 100, ['Rex, "the dog"']],
  ]);
});

test('CSV: a line a moment, quoted as RFC 4180 says, frames numbered as chosen', () => {
  expect(momentsCsv(document).split('\r\n')).toEqual([
    'object,sentence,from_seconds,to_seconds,from_timecode,to_timecode,first_frame,last_frame,frames,model',
    '"Rex, ""the dog""",the dog,1,2,00:00:01:00,00:00:02:00,26,50,25,lite@0.9.0',
    '"Rex, ""the dog""",the dog,4,4.04,00:00:04:00,00:00:04:01,101,101,1,lite@0.9.0',
    'the cat,the cat,1.6,3,00:00:01:15,00:00:03:00,41,75,35,base@1.0.0',
    '',
  ]);
});

test('JSON holds the same moments', () => {
  const { objects, range } = JSON.parse(momentsJson(document)) as {
    readonly range: readonly number[];
    readonly objects: readonly { readonly bundle: string; readonly moments: readonly unknown[] }[];
  };
  expect(range).toEqual([1, 250]);
  expect(objects[1]?.bundle).toBe('base@1.0.0');
  expect(objects[1]?.moments).toEqual([
    { firstFrame: 41, lastFrame: 75, startSeconds: 1.6, endSeconds: 3 },
  ]);
});

test('EDL: the cuts follow one another from one hour on', () => {
  expect(momentsEdl(document).split('\r\n')).toEqual([
    'TITLE: meadow & <sky>.mp4',
    'FCM: NON-DROP FRAME',
    '',
    '001  AX       V     C        00:00:01:00 00:00:03:00 01:00:00:00 01:00:02:00',
    '* FROM CLIP NAME: meadow & <sky>.mp4',
    '* COMMENT: Rex, "the dog", the cat',
    '002  AX       V     C        00:00:04:00 00:00:04:01 01:00:02:00 01:00:02:01',
    '* FROM CLIP NAME: meadow & <sky>.mp4',
    '* COMMENT: Rex, "the dog"',
    '',
  ]);
});

test('an EDL at 29.97 counts in drop-frame timecode', () => {
  const ptsSeconds = Float64Array.from({ length: 300 }, (_, index) => (index * 1001) / 30_000);
  const edl = momentsEdl({ ...document, clip: { ...clip, ptsSeconds } });
  expect(edl).toContain('FCM: DROP FRAME');
  expect(edl).toContain(' 01:00:00;00 ');
});

test('markers for Resolve: one frame long events with name, colour and duration', () => {
  const lines = resolveMarkers(document).split('\r\n');
  expect(lines).toContain(
    '001  001      V     C        01:00:01:00 01:00:01:01 01:00:01:00 01:00:01:01',
  );
  expect(lines).toContain(' |C:ResolveColorYellow |M:Rex, "the dog" |D:25');
  expect(lines).toContain(' |C:ResolveColorBlue |M:the cat |D:35');
});

test('markers for Resolve: moments that begin in one frame share its marker', () => {
  const objects = [
    { ...document.objects[0]!, name: 'Rex', moments: momentsIn([[25, 49]]) },
    { ...document.objects[1]!, moments: momentsIn([[25, 74]]) },
  ];
  const lines = resolveMarkers({ ...document, objects }).split('\r\n');
  expect(lines.filter((line) => /^\d/.test(line))).toHaveLength(1);
  expect(lines).toContain(' |C:ResolveColorYellow |M:Rex, the cat |D:50');
});

test('markers for Premiere: well-formed XML with the clip and its markers', () => {
  const xml = finalCutXml(document);
  expect(xml).toContain('<name>meadow &amp; &lt;sky&gt;.mp4</name>');
  expect(xml).toContain('<timebase>25</timebase><ntsc>FALSE</ntsc>');
  expect(xml.match(/<marker>/g)).toHaveLength(3);
  expect(xml).toContain(
    '<marker><name>the cat</name><comment>the cat</comment><in>40</in><out>75</out></marker>',
  );
  const opened = Array.from(xml.matchAll(/<([a-z]+)[^>/]*>/g), ([, name = '']) => name);
  const closed = Array.from(xml.matchAll(/<\/([a-z]+)>/g), ([, name = '']) => name);

  expect(opened.toSorted(byName)).toEqual(closed.toSorted(byName));
});

test('OpenTimelineIO: a track an object, gaps between its moments', () => {
  const { tracks } = JSON.parse(openTimeline(document)) as {
    readonly tracks: {
      readonly children: readonly {
        readonly name: string;
        readonly children: readonly {
          readonly OTIO_SCHEMA: string;
          readonly source_range: { readonly duration: { readonly value: number } };
        }[];
      }[];
    };
  };
  expect(tracks.children.map(({ name }) => name)).toEqual(['the cat', 'Rex, "the dog"']);
  expect(
    tracks.children[1]?.children.map(({ OTIO_SCHEMA, source_range }) => [
      OTIO_SCHEMA,
      source_range.duration.value,
    ]),
  ).toEqual([
    ['Gap.1', 25],
    ['Clip.2', 25],
    ['Gap.1', 50],
    ['Clip.2', 1],
  ]);
});
