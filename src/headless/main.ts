import { toEarmarkError } from '../core/util/errors.ts';
import { installScriptPolicy } from '../core/util/scriptPolicy.ts';
import { createEngineClient } from '../engine/client.ts';
import type { ClipInfo } from '../protocol/requests.ts';
import { createMaskRefiner } from '../rendering/edges/maskRefiner.ts';
import type { OpenedBundle, Outcome } from './api.ts';
import { evaluateFolder } from './evaluateFolder.ts';
import { FrameNotFoundError, segmentClip } from './segmentClip.ts';

installScriptPolicy(globalThis);
const engine = createEngineClient();
const refiner = createMaskRefiner();
let bundle: OpenedBundle | null = null;
let clip: ClipInfo | null = null;

async function toOutcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    if (thrown instanceof FrameNotFoundError) {
      const { message, facts } = thrown;
      return { ok: false, error: { kind: 'no-such-frame', message, facts } };
    }
    const { kind, message, facts } = toEarmarkError(thrown);
    return { ok: false, error: { kind, message, facts } };
  }
}

function readInputFile(): File {
  const file = document.querySelector<HTMLInputElement>('#clip')?.files?.[0];
  if (file === undefined) throw new Error('No clip was put into the page.');
  return file;
}

window.earmark = {
  openBundle: (url, preference) =>
    toOutcome(async () => {
      const start = performance.now();
      const body = { url, provider: preference };
      const { manifest, provider } = await engine.request('open-bundle', body);
      bundle = {
        name: manifest.name,
        version: manifest.version,
        maskThreshold: manifest.thresholds.mask,
        presenceThreshold: manifest.thresholds.presence,
        provider,
        openMilliseconds: performance.now() - start,
      };
      return bundle;
    }),

  openClip: () =>
    toOutcome(async () => {
      clip = await engine.request('open-clip', { file: readInputFile() });
      const { ptsSeconds, audioProblem, ...info } = clip;
      return { ...info, soundProblem: audioProblem, frameCount: ptsSeconds.length };
    }),

  segment: (job) =>
    toOutcome(() => {
      if (bundle === null || clip === null) throw new Error('Open a bundle and a clip first.');
      return segmentClip({ engine, refiner }, clip, bundle, job, (report) =>
        window.earmarkReport(report),
      );
    }),

  evaluate: (request) =>
    toOutcome(() =>
      evaluateFolder(engine, request, {
        opened: (evaluated) => window.earmarkEvaluationOpened(evaluated),
        progress: (progress) => {
          void window.earmarkEvaluationProgress(progress);
        },
      }),
    ),
};
