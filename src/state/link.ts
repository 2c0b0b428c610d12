import * as v from 'valibot';
import { MAX_EXPRESSION_LENGTH } from '../core/expression.ts';
import { CANVAS_VIEWS } from '../player/canvasLook.ts';
import { BUNDLE_NAMES } from './bundles.ts';
import { SampleFile } from './samples.ts';

/** As many as have a key of their own. */
const MOST_SENTENCES = 9;
const MAX_LINK_LENGTH = 4000;
const MOST_FRAMES = 100_000_000;

/** Frames are counted from 1, as the page counts them for people. */
const Frame = v.pipe(
  v.string(),
  v.regex(/^\d{1,9}$/),
  v.transform(Number),
  v.minValue(1),
  v.maxValue(MOST_FRAMES),
);
const Percent = v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.maxValue(100));
const Sentence = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_EXPRESSION_LENGTH));

const SCHEMAS = {
  sample: SampleFile,
  frame: Frame,
  in: Frame,
  out: Frame,
  view: v.picklist(CANVAS_VIEWS),
  opacity: Percent,
  provider: v.picklist(['auto', 'webgpu', 'wasm']),
  bundle: v.picklist(BUNDLE_NAMES),
} as const;
type Settings = { readonly [K in keyof typeof SCHEMAS]?: v.InferOutput<(typeof SCHEMAS)[K]> };

/**
 * How something is looked at: what a link says. Never the clip nor its name, but for the samples
 * that everybody has.
 */
export type Link = Settings & {
  /** What to find, the topmost first. */
  readonly find: readonly string[];
};

export type ParsedLink = {
  readonly link: Link;
  /** Names of what was not understood, for people; never what stood there. */
  readonly refused: readonly string[];
};

const isSetting = (name: string): name is keyof typeof SCHEMAS => Object.hasOwn(SCHEMAS, name);

/**
 * Reads the part of an address behind its `#`, which browsers send to no server. What does not fit
 * is left out and named.
 */
export const parseLink = (fragment: string): ParsedLink => {
  if (fragment.length > MAX_LINK_LENGTH) {
    return { link: { find: [] }, refused: ['all of it, which is too long'] };
  }
  const settings: Record<string, unknown> = {};
  const find: string[] = [];
  const refused = new Set<string>();
  for (const [name, value] of new URLSearchParams(fragment.replace(/^#/, ''))) {
    if (name === 'find') {
      const sentence = v.safeParse(Sentence, value);
      if (sentence.success && find.length < MOST_SENTENCES) {
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
  return { link: { ...(settings as Settings), find }, refused: [...refused] };
};

/** The link as the part of an address behind its `#`. */
export const formatLink = ({ find, ...settings }: Link): string => {
  const parts = new URLSearchParams();
  const { sample, ...others } = settings;
  if (sample !== undefined) {
    parts.append('sample', sample);
  }
  for (const sentence of find.slice(0, MOST_SENTENCES)) {
    parts.append('find', sentence);
  }
  for (const [name, value] of Object.entries(others)) {
    parts.append(name, String(value));
  }
  return `#${parts.toString()}`;
};
