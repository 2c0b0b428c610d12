import { readFileSync } from 'node:fs';

/** What a deployer may set: where the source is, and where problems are reported. */
const URL_NAMES = ['EARMARK_SOURCE_URL', 'EARMARK_FEEDBACK_URL'] as const;

/**
 * A deployer's address, or null where it is not set.
 * @throws Error for anything but an https address: the build ends
 */
function httpsUrl(name: string, text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:') {
    throw new Error(`${name}: "${text}" is no https address.`);
  }
  return new URL(text).href;
}

/** Constants of the build for Vite's `define`: the version, and the deployer's addresses. */
export function deploymentConstants(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const packageFile = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  return Object.fromEntries([
    ['import.meta.env.EARMARK_VERSION', JSON.stringify(version)],
    ...URL_NAMES.map((name) => [
      `import.meta.env.${name}`,
      JSON.stringify(httpsUrl(name, environment[name])),
    ]),
  ]);
}
