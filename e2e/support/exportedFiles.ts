import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { PNG } from 'pngjs';

/** One PNG of an export, read by a decoder that the app does not use. */
export type ExportedPicture = {
  readonly width: number;
  readonly height: number;
  /** 0 grey, 3 palette, 6 RGBA: as the file's header says. */
  readonly colourType: number;
  /** RGBA */
  readonly data: Uint8Array;
};

export type ExportedZip = {
  readonly names: readonly string[];
  picture(name: string): ExportedPicture;
  text(name: string): string;
};

const COLOUR_TYPE_OFFSET = 25;

export function readZip(path: string): ExportedZip {
  const files = unzipSync(readFileSync(path));
  const bytesOf = (name: string): Uint8Array => {
    const bytes = files[name];
    if (bytes === undefined) throw new Error(`The ZIP has no ${name}.`);
    return bytes;
  };
  return {
    names: Object.keys(files).toSorted(),
    picture(name) {
      const bytes = Buffer.from(bytesOf(name));
      const { width, height, data } = PNG.sync.read(bytes);
      return { width, height, data, colourType: bytes[COLOUR_TYPE_OFFSET] ?? -1 };
    },
    text: (name) => new TextDecoder().decode(bytesOf(name)),
  };
}

const PILLOW_SCRIPT = `
import io, json, sys, zipfile
from PIL import Image
found = {}
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    for name in archive.namelist():
        if name.endswith(".png"):
            image = Image.open(io.BytesIO(archive.read(name)))
            image.load()
            values = image.getchannel("A") if image.mode == "RGBA" else image
            counts = {str(value): count for count, value in values.getcolors()}
            found[name] = {"mode": image.mode, "size": image.size, "counts": counts}
print(json.dumps(found))
`;

export type PillowPicture = {
  readonly mode: string;
  readonly size: readonly [number, number];
  /** Pixels by value: palette index, grey, or alpha. */
  readonly counts: Readonly<Record<string, number>>;
};

/** The same ZIP as Python's Pillow reads it; null on machines without it. */
export function readWithPillow(path: string): Record<string, PillowPicture> | null {
  for (const python of ['models/.venv/bin/python', 'python3']) {
    try {
      execFileSync(python, ['-c', 'import PIL.Image, PIL.PngImagePlugin'], { stdio: 'ignore' });
    } catch {
      continue;
    }
    return JSON.parse(
      execFileSync(python, ['-c', PILLOW_SCRIPT, path], { encoding: 'utf8', maxBuffer: 1e8 }),
    ) as Record<string, PillowPicture>;
  }
  return null;
}
