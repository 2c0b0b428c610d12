import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { unpackChromium } from './unpackChromium.ts';

/** What a Playwright launch needs to start the browser. */
type BrowserLaunch = {
  readonly executablePath: string;
  readonly args: string[];
  /** The whole environment, not only what differs from this process's. */
  readonly env: Record<string, string>;
};

/** The oldest Chromium that has all the app asks for: File in OPFS, WebGPU limits, Set methods. */
const MIN_MAJOR_VERSION = 128;
const VERSION_TIMEOUT_MILLISECONDS = 20_000;

/** Linux hides WebGPU behind a flag and reaches GPUs by Vulkan only. */
const GPU_ARGS =
  process.platform === 'linux' ? ['--enable-unsafe-webgpu', '--enable-features=Vulkan'] : [];

/** SwiftShader draws on the CPU: exact, everywhere the same, and far too slow for more than checks. */
const SOFTWARE_GPU_ARGS = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
];

const LINUX_NAMES = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];

const WINDOWS_PATHS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

function candidatePaths(): string[] {
  const { env, platform } = process;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
    return WINDOWS_PATHS.flatMap((path) =>
      roots.flatMap((root) => (root === undefined ? [] : [join(root, path)])),
    );
  }
  const onPath = LINUX_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  if (platform === 'darwin') {
    const roots = ['/Applications', join(env.HOME ?? '', 'Applications')];
    const applications = MAC_APPLICATIONS.flatMap((name) =>
      roots.map((root) => join(root, `${name}.app/Contents/MacOS/${name}`)),
    );
    return [...applications, ...onPath];
  }
  return [...onPath, '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'];
}

/** Whether this file is a browser that starts and is new enough. */
async function isUsableBrowser(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    // On Windows --version opens a window and prints nothing; there the path alone must do.
    if (process.platform === 'win32') return true;
    // Some distributions put a script here that only says what to install: so ask for the version.
    const { stdout } = await promisify(execFile)(path, ['--version'], {
      timeout: VERSION_TIMEOUT_MILLISECONDS,
    });
    const major = /\b(\d{2,4})\.\d+\.\d+/.exec(stdout)?.[1];
    return major !== undefined && Number(major) >= MIN_MAJOR_VERSION;
  } catch {
    return false;
  }
}

/** This process's environment, and what a browser from a package needs beside it. */
function mergeEnvironment(extra: Record<string, string>): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(own), ...extra };
}

async function locateBrowser(): Promise<{
  executablePath: string;
  extraEnv: Record<string, string>;
}> {
  const chosen = process.env.EARMARK_BROWSER;
  if (chosen !== undefined && chosen !== '' && chosen !== 'package') {
    await access(chosen, constants.X_OK).catch(() => {
      throw new Error(`EARMARK_BROWSER names no program that can be run: ${chosen}`);
    });
    return { executablePath: chosen, extraEnv: {} };
  }
  if (chosen !== 'package') {
    for (const path of candidatePaths()) {
      if (await isUsableBrowser(path)) return { executablePath: path, extraEnv: {} };
    }
  }
  return unpackChromium();
}

/**
 * A Chromium for tests and for `npm run segment`: the one that the variable EARMARK_BROWSER names
 * (the word `package` asks for the npm one), else an installed Chrome, Chromium or Edge, else the
 * one that comes as an npm package.
 *
 * @throws Error when there is none and the package has none for this platform.
 */
export async function findBrowser(options: {
  softwareGpu: boolean;
  /** Only the one from npm will do: where pictures of one version are compared. */
  packaged?: boolean;
}): Promise<BrowserLaunch> {
  const { executablePath, extraEnv } = options.packaged
    ? await unpackChromium()
    : await locateBrowser();
  return {
    executablePath,
    args: options.softwareGpu ? SOFTWARE_GPU_ARGS : GPU_ARGS,
    env: mergeEnvironment(extraEnv),
  };
}
