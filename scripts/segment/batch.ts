import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { UsageError } from '../commandLine.ts';

const MAX_FRAMES = 1_000_000;
const MAX_LINES = 100_000;

const FrameIndex = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9));

/** One line of a batch. Unknown keys are refused, or a misspelt one would be ignored silently. */
const JobLine = v.strictObject({
  /** Names the job's folder, so it must be one plain folder name on every system. */
  id: v.pipe(
    v.string(),
    v.regex(
      /^[A-Za-z0-9_-](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/,
      'An id is 1 to 100 letters, digits, "_", "-" and "."; no "." at its ends.',
    ),
  ),
  clip: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  expression: v.string(),
  frames: v.optional(v.pipe(v.array(FrameIndex), v.minLength(1), v.maxLength(MAX_FRAMES))),
});

export type JobLine = v.InferOutput<typeof JobLine>;

function parseLine(text: string, lineNumber: number): JobLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`Line ${lineNumber} is no JSON: ${String(error)}`);
  }
  const result = v.safeParse(JobLine, value);
  if (!result.success) {
    const issues = result.issues.map((issue) => {
      const path = v.getDotPath(issue);
      return path === null ? issue.message : `${path}: ${issue.message}`;
    });
    throw new UsageError(`Line ${lineNumber} is no job: ${issues.join('; ')}`);
  }
  return result.output;
}

/**
 * The jobs of a batch, one JSON object a line; empty lines are skipped.
 *
 * @throws UsageError that says which line is wrong
 */
export function parseBatch(text: string): JobLine[] {
  const lines = text.split(/\r?\n/);
  if (lines.length > MAX_LINES) throw new UsageError(`A batch has at most ${MAX_LINES} lines.`);
  const lineOfId = new Map<string, number>();
  const jobs = lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const lineNumber = index + 1;
    const job = parseLine(line, lineNumber);
    // Some file systems ignore case.
    const folder = job.id.toLowerCase();
    const other = lineOfId.get(folder);
    if (other !== undefined) {
      throw new UsageError(`Line ${lineNumber} repeats the id "${job.id}" of line ${other}.`);
    }
    lineOfId.set(folder, lineNumber);
    return [job];
  });
  if (jobs.length === 0) throw new UsageError('The batch has no jobs.');
  return jobs;
}

/** @throws UsageError when the file cannot be read or a line is wrong */
export async function readBatch(path: string): Promise<JobLine[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`The batch cannot be read: ${String(error)}`);
  });
  return parseBatch(text);
}
