import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import type { BenchmarkFolder } from '../../src/evaluation/benchmark/benchmarkFolder.ts';
import { REMOTE_BENCHMARK_PATH } from '../../src/evaluation/browser/remoteBenchmark.ts';
import { type Journal, parseRecord } from '../../src/evaluation/run/journal.ts';

const MAX_BODY_BYTES = 16_000_000;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw new RangeError('The body is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

type Reply = { readonly type: string; readonly body: Buffer } | 'missing' | 'done';

const jsonReply = (value: unknown): Reply => ({
  type: 'application/json',
  body: Buffer.from(JSON.stringify(value)),
});

async function blobReply(blob: Blob | null): Promise<Reply> {
  if (blob === null) return 'missing';
  return { type: 'application/octet-stream', body: Buffer.from(await blob.arrayBuffer()) };
}

async function handleRequest(
  request: IncomingMessage,
  folder: BenchmarkFolder,
  journal: Journal,
): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const path = url.searchParams.get('path') ?? '';
  const key = url.searchParams.get('key') ?? '';
  switch (`${request.method} ${url.pathname.slice(1)}`) {
    case 'GET list':
      return jsonReply(await folder.list(path));
    case 'GET file':
      return blobReply(await folder.read(path));
    case 'GET record': {
      const record = await journal.get(key);
      return record === null ? 'missing' : jsonReply(record);
    }
    case 'PUT record': {
      const record = parseRecord(JSON.parse((await readBody(request)).toString('utf8')));
      if (record === null) throw new TypeError('That is no record.');
      await journal.put(key, record);
      return 'done';
    }
    case 'GET picture':
      return blobReply(await journal.getImage(key));
    case 'PUT picture':
      await journal.putImage(key, new Blob([Uint8Array.from(await readBody(request))]));
      return 'done';
    case 'DELETE picture':
      await journal.deleteImage(key);
      return 'done';
    default:
      return 'missing';
  }
}

function sendReply(response: ServerResponse, reply: Reply): void {
  if (reply === 'missing') response.writeHead(404).end();
  else if (reply === 'done') response.writeHead(204).end();
  else response.writeHead(200, { 'Content-Type': reply.type }).end(reply.body);
}

/** Serves the benchmark and the records to the page, on this machine alone. */
export function benchmarkServerPlugin(folder: BenchmarkFolder, journal: Journal): Plugin {
  return {
    name: 'earmark:bench-server',
    configurePreviewServer(server) {
      server.middlewares.use(REMOTE_BENCHMARK_PATH, (request, response) => {
        handleRequest(request, folder, journal).then(
          (reply) => sendReply(response, reply),
          (error: unknown) => response.writeHead(500).end(String(error)),
        );
      });
    },
  };
}
