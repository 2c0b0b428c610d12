/**
 * Every limit of what comes from outside: files that a person opens, links, stored values, and what
 * the origin's own server sends. What is larger is damaged or hostile, or far from what this app is
 * for. Limits that are taste or speed, such as the sizes of caches, stand beside their readers.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/* Clips. */

/** As many as a project can name: 46 hours at 60 frames a second. */
export const MAX_CLIP_FRAMES = 10_000_000;
/** Each second has its place in the overview pass. */
export const MAX_CLIP_SECONDS = 48 * 3600;
/** Of the picture as it is shown; no browser decodes more than half of it. */
export const MAX_PICTURE_SIDE_PIXELS = 32_768;
/** Twice what any sound card has. */
export const MAX_SAMPLE_RATE_HZ = 768_000;
export const MAX_AUDIO_CHANNELS = 64;
/** An MP4 of more boxes before its index is in fragments, whose tables are small. */
export const MAX_BOXES_BEFORE_INDEX = 1000;
/** Of an MP4: five times that of a day at 60 frames a second. */
export const MAX_CLIP_INDEX_BYTES = 512 * MIB;
/** A benchmark's clip of ten seconds has ten images; the bound is against wrong folders. */
export const MAX_SEQUENCE_IMAGES = 3600;

/* Sentences. */

/** Characters. The text encoder reads the first 25 word pieces. */
export const MAX_QUERY_LENGTH = 1000;

/* Bundles: manifest, tokenizer and graphs. */

/** A real manifest has a few kB. */
export const MAX_MANIFEST_BYTES = 256 * KIB;
export const MAX_BUNDLE_FILES = 16;
/** At full size it has about 15 files under 25 MB; weights lie beside their graph. */
export const MAX_PAPER_BUNDLE_FILES = 64;
export const MAX_PAPER_MEMORY_BYTES = 64 * 1024 * MIB;
/** Values in the features of one frame. */
export const MAX_FEATURE_VALUES = 32_000_000;
/** Of one file of a bundle. */
export const MAX_BUNDLE_FILE_BYTES = 64 * MIB;
/** More values than this in one output of the detector are refused. */
export const MAX_DETECTOR_SCORES = 4_000_000;
export const MAX_BUNDLES = 16;
/** The largest of the shipped graphs has 500, Swin-B's 2,157. */
export const MAX_GRAPH_NODES = 20_000;
/** Of a tokenizer.json; the shipped one has 0.5 MB, RoBERTa's 1.4 MB. */
export const MAX_TOKENIZER_BYTES = 8 * MIB;
/** Word pieces; BERT's has 30,522, RoBERTa's 50,265 and nearly as many merges. */
export const MAX_VOCABULARY = 262_144;
export const MAX_ADDED_TOKENS = 1024;
/** Of one word piece, and of a word that is cut into them. */
export const MAX_WORD_CHARACTERS = 200;

/* Samples that come with the app. */

export const MAX_SAMPLE_BYTES = 64 * MIB;

/* Project files. */

export const MAX_PROJECT_BYTES = 512 * MIB;
/** Strokes are most of it. */
export const MAX_PROJECT_JSON_BYTES = 24 * MIB;
/** Two a result, and one of the project. */
export const MAX_PROJECT_ENTRIES = 600;
export const MAX_PROJECT_OBJECTS = 256;
export const MAX_PROJECT_RESULTS = 256;
/** Far beyond what any model here makes; a file that says more is none of ours. */
export const MAX_MASK_SIDE = 2048;
export const MAX_OBJECT_SCORES = 1024;
export const MAX_DEFLATED_MASK_BYTES = 4 * MIB;
/** Cells along a side of a selection. */
export const MAX_SELECTION_SIDE = 1024;

/* Links. */

/** As many as have a key of their own. */
export const MAX_LINK_QUERIES = 9;
export const MAX_LINK_LENGTH = 4000;
export const MAX_LINK_FRAME_NUMBER = 100_000_000;

/* Files that another program shares. */

/** A clip and its project, and a few that were picked by mistake. */
export const MAX_SHARED_FILES = 4;
export const MAX_SHARED_NAME_LENGTH = 255;

/* Benchmarks. */

/** The metadata.csv of Ref-AVS Bench has 2.3 MB. */
export const MAX_CSV_CHARACTERS = 200_000_000;
/** Largest file of a mask or a frame. */
export const MAX_BENCHMARK_IMAGE_BYTES = 64_000_000;
/** More than any video's; a mask's header that claims more is not believed. */
export const MAX_BENCHMARK_MASK_PIXELS = 64_000_000;
