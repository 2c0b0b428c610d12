import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SEGMENT_USAGE } from './segmentCommand.ts';

const ROOT = join(import.meta.dirname, '../..');

test.each(['kubernetes-job.yaml', 'slurm-array.sh', 'Dockerfile'])(
  '%s gives only options that the command has',
  (name) => {
    const text = readFileSync(join(ROOT, 'deploy', name), 'utf8');
    const command = text.slice(text.indexOf('--batch'));
    const options =
      command.match(/--(?:batch|out|fps|workers|shard|provider|again|frames)\b/g) ?? [];
    expect(options).toContain('--batch');
    for (const option of options) {
      expect(SEGMENT_USAGE).toContain(`${option} `);
    }
    expect(text).toContain('scripts/segment.ts');
  },
);
