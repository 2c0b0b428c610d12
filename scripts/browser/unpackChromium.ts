import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';

/** The libraries that Chromium links to and that bare machines lack (nss, nspr, expat). */
const LIBRARIES_ARCHIVE = 'al2023.tar.br';
const FONTS_ARCHIVE = 'fonts.tar.br';
/** Must lie beside the executable, where Chromium looks for its software GPU. */
const SWIFTSHADER_ARCHIVE = 'swiftshader.tar.br';

const packageFolder = join(
  dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
  '../..',
);

async function decompress(archive: string, path: string): Promise<void> {
  await pipeline(
    createReadStream(join(packageFolder, 'bin', archive)),
    createBrotliDecompress(),
    createWriteStream(path),
  );
}

async function unpackTar(archive: string, folder: string): Promise<void> {
  // By way of a file: tar closes its input at the end mark, before the padding behind it.
  const tar = join(folder, archive.replace(/\.br$/, ''));
  await decompress(archive, tar);
  await promisify(execFile)('tar', ['-x', '-f', tar, '-C', folder, '--no-same-owner']);
  await rm(tar);
}

/** @param finalFolder where the folder will lie once it is whole; fonts are looked up there */
async function unpackInto(folder: string, finalFolder: string): Promise<void> {
  const executable = join(folder, 'chromium');
  await Promise.all([
    decompress('chromium.br', executable),
    unpackTar(SWIFTSHADER_ARCHIVE, folder),
    unpackTar(LIBRARIES_ARCHIVE, folder),
    unpackTar(FONTS_ARCHIVE, folder),
  ]);
  await chmod(executable, 0o755);
  // The package's own fonts.conf names folders of the service it was made for.
  await writeFile(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(finalFolder, 'fonts')}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * Unpacks the Chromium of the npm package once, below node_modules/.cache.
 *
 * @returns its path and the variables that let it run where none of its libraries are installed
 * @throws Error on platforms that the package has no executable for
 */
export async function unpackChromium(): Promise<{
  executablePath: string;
  extraEnv: Record<string, string>;
}> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No Chrome, Chromium or Edge was found. Install one, or name one in EARMARK_BROWSER.',
    );
  }
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const cache = join(packageFolder, '../../.cache/earmark');
  const folder = join(cache, `chromium-${version}`);
  if (!(await exists(folder))) {
    await mkdir(cache, { recursive: true });
    // Unpacked aside and renamed, so that a folder of this name is always whole.
    const unfinished = await mkdtemp(join(cache, 'chromium-'));
    try {
      await unpackInto(unfinished, folder);
      await rename(unfinished, folder).catch(async (error: unknown) => {
        // Another process was faster: its folder is as good.
        if (!(await exists(folder))) throw error;
      });
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  const libraries = [join(folder, 'lib'), process.env.LD_LIBRARY_PATH ?? ''];
  const hasFontSetup = await exists('/etc/fonts/fonts.conf');
  return {
    executablePath: join(folder, 'chromium'),
    extraEnv: {
      LD_LIBRARY_PATH: libraries.filter((path) => path !== '').join(':'),
      ...(hasFontSetup ? {} : { FONTCONFIG_FILE: join(folder, 'fonts.conf') }),
    },
  };
}
