import type { EngineStatistics } from '../../../protocol/requests.ts';
import type { PlayerStatistics } from '../../playback/player.ts';
import type { QueryResult } from '../../search/queryResult.ts';
import type { SessionState } from '../../session/sessionStore.ts';
import { formatBytes } from '../../ui/format.ts';

type TimingSection = {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
};

type TimingInputs = {
  readonly engine: EngineStatistics;
  readonly player: PlayerStatistics;
  readonly bundle: SessionState['bundle'];
  readonly result: QueryResult | null;
};

const formatMilliseconds = (milliseconds: number): string =>
  `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;

/** `12 in 340 ms, 28.3 ms each` */
const formatRuns = (count: number, milliseconds: number): string =>
  count === 0
    ? 'none'
    : `${count} in ${formatMilliseconds(milliseconds)}, ${formatMilliseconds(milliseconds / count)} each`;

const formatBudgetUse = (bytes: number, budgetBytes: number): string =>
  `${formatBytes(bytes)} of ${formatBytes(budgetBytes)}`;

const modelRows = (bundle: SessionState['bundle']): TimingSection['rows'] => {
  if (bundle.kind !== 'ready') {
    return [['Model', bundle.kind]];
  }
  const { manifest, provider, fromCache } = bundle;
  const adapter = provider.adapter === '' ? 'no adapter' : provider.adapter;
  return [
    ['Model', `${manifest.name} ${manifest.version}, ${fromCache ? 'from cache' : 'downloaded'}`],
    ['Provider', `${provider.provider}, because: ${provider.reason}`],
    ['Graphics adapter', adapter],
    ['Threads', String(provider.threads)],
  ];
};

/** The sections of the panel, which the copied text repeats. */
export const timingSections = ({
  engine,
  player,
  bundle,
  result,
}: TimingInputs): TimingSection[] => {
  const { decodedFrames, runs, runMilliseconds } = engine;
  const timings = Object.entries(result?.summary?.timings ?? {});
  return [
    { title: 'Where it runs', rows: modelRows(bundle) },
    {
      title: 'Graph runs',
      rows: Object.entries(runs).map(([graph, count]) => [
        graph,
        formatRuns(count, runMilliseconds[graph] ?? 0),
      ]),
    },
    {
      title: 'Stages of the selected result',
      rows:
        timings.length === 0
          ? [['Stages', 'no run is complete']]
          : timings.map(([stage, milliseconds]) => [stage, formatMilliseconds(milliseconds)]),
    },
    {
      title: 'Caches in memory',
      rows: [
        [
          'Frame features',
          `${engine.cachedFrames} frames, ${formatBudgetUse(engine.cachedBytes, engine.cacheBudgetBytes)}`,
        ],
        [
          'Masks',
          `${engine.results} ${engine.results === 1 ? 'result' : 'results'}, ${formatBudgetUse(engine.maskBytes, engine.maskBudgetBytes)}`,
        ],
      ],
    },
    {
      title: 'Frames',
      rows: [
        ['Decoded one at a time', String(decodedFrames.single)],
        ['Decoded while playing', String(decodedFrames.playing)],
        ['Decoded for work and thumbnails', String(decodedFrames.chosen)],
        ['Drawn', formatRuns(player.draws, player.drawMilliseconds)],
        ['Dropped while playing', String(player.droppedFrames)],
      ],
    },
  ];
};

export const formatTimings = (sections: readonly TimingSection[]): string =>
  sections
    .map(({ title, rows }) => [title, ...rows.map(([name, value]) => `  ${name}: ${value}`)])
    .flat()
    .join('\n');
