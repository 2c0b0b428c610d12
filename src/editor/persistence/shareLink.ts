import * as v from 'valibot';
import { LOOK_NAMES } from '../../core/mask/lookNames.ts';
import { BUNDLE_NAMES } from '../../protocol/modelBundles.ts';
import { SampleFile } from '../session/samples.ts';
import {
  MAX_LINK_FRAME_NUMBER,
  MAX_LINK_LENGTH,
  MAX_LINK_QUERIES,
  MAX_QUERY_LENGTH,
} from '../../core/limits.ts';

/** Frames are counted from 1, as the page counts them for people. */
const FrameNumber = v.pipe(
  v.string(),
  v.regex(/^\d{1,9}$/),
  v.transform(Number),
  v.minValue(1),
  v.maxValue(MAX_LINK_FRAME_NUMBER),
);
const Percent = v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.maxValue(100));
const QueryText = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_QUERY_LENGTH));

const SCHEMAS = {
  sample: SampleFile,
  frame: FrameNumber,
  in: FrameNumber,
  out: FrameNumber,
  view: v.picklist(LOOK_NAMES),
  opacity: Percent,
  provider: v.picklist(['auto', 'webgpu', 'wasm']),
  bundle: v.picklist(BUNDLE_NAMES),
} as const;
type LinkSettings = { readonly [K in keyof typeof SCHEMAS]?: v.InferOutput<(typeof SCHEMAS)[K]> };

/**
 * The contents of a link: queries, range and view settings. Of clips it names the samples alone.
 */
export type ShareLink = LinkSettings & {
  /** Queries, the topmost object's first. */
  readonly find: readonly string[];
};

type ParsedShareLink = {
  readonly link: ShareLink;
  /** Names of the parts that were refused, for the notice; never their values. */
  readonly refused: readonly string[];
};

const isSetting = (name: string): name is keyof typeof SCHEMAS => Object.hasOwn(SCHEMAS, name);

/**
 * Reads the part of an address behind its `#`, which browsers send to no server. What does not fit
 * is left out and named.
 */
export const parseShareLink = (fragment: string): ParsedShareLink => {
  if (fragment.length > MAX_LINK_LENGTH) {
    return { link: { find: [] }, refused: ['all of it, which is too long'] };
  }
  const settings: Record<string, unknown> = {};
  const find: string[] = [];
  const refused = new Set<string>();
  for (const [name, value] of new URLSearchParams(fragment.replace(/^#/, ''))) {
    if (name === 'find') {
      const sentence = v.safeParse(QueryText, value);
      if (sentence.success && find.length < MAX_LINK_QUERIES) {
        find.push(sentence.output);
      } else {
        refused.add(name);
      }
    } else if (isSetting(name)) {
      const parsed = v.safeParse<v.GenericSchema>(SCHEMAS[name], value);
      if (parsed.success && !Object.hasOwn(settings, name)) {
        settings[name] = parsed.output;
      } else {
        refused.add(name);
      }
    } else {
      refused.add('something unknown');
    }
  }
  return { link: { ...(settings as LinkSettings), find }, refused: [...refused] };
};

/** The link as the part of an address behind its `#`. */
export const formatShareLink = ({ find, ...settings }: ShareLink): string => {
  const parts = new URLSearchParams();
  const { sample, ...others } = settings;
  if (sample !== undefined) {
    parts.append('sample', sample);
  }
  for (const sentence of find.slice(0, MAX_LINK_QUERIES)) {
    parts.append('find', sentence);
  }
  for (const [name, value] of Object.entries(others)) {
    parts.append(name, String(value));
  }
  return `#${parts.toString()}`;
};
