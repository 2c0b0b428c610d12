import type { UpsampleInput } from '../../core/mask/upsampleMask.ts';
import { type EdgeBand, logOdds } from './edgeBand.ts';
import type { PixelRectangle } from './bandRectangles.ts';
import * as shaders from './edgeShaders.ts';
import { createGlProgram, type GlProgram } from './glProgram.ts';
import { createRenderTargets, createTexture, type RenderTargets } from './renderTargets.ts';

/** A bitmap goes to the GPU without being read back, and once for all masks on it. */
export type FrameImage = ImageBitmap | OffscreenCanvas | ImageData;

/** Whole rows of bytes: 1 where a pixel changes sides. Only pixels of the rectangles are valid. */
export type EdgeFlips = {
  readonly bytes: Uint8Array;
  /** Bytes from row to row. */
  readonly stride: number;
  /** Index of the first row in the picture. */
  readonly startRow: number;
};

/** The colour model and the edge of one mask after another, on one WebGL context. */
export type EdgePass = {
  /** True once the WebGL context is lost; what it returns then is invalid. */
  readonly isLost: boolean;
  /** What fits into a texture, in pixels a side. */
  readonly maxSize: number;
  computeFlips(
    raster: UpsampleInput,
    band: EdgeBand,
    rectangles: readonly PixelRectangle[],
    picture: FrameImage,
  ): EdgeFlips;
  dispose(): void;
};

type Size = readonly [number, number];

/** Pixels of one fragment of the last pass, side by side. */
const PIXELS_PER_FRAGMENT = 4;
/** Wide cells: a picture's moments, its window along x and along y; a map's window; its model. */
type CellTargets = Readonly<
  Record<'moments' | 'acrossX' | 'acrossY' | 'mapWindow' | 'model', RenderTargets>
>;

/** Targets of the size that was asked for last. */
const createTargetPool = (gl: WebGL2RenderingContext) => {
  let cells: CellTargets | null = null;
  let output: RenderTargets | null = null;
  return {
    cells([width, height]: Size): CellTargets {
      if (cells?.moments.width !== width || cells.moments.height !== height) {
        Object.values(cells ?? {}).forEach((target) => target.dispose());
        const create = (count: number) => createRenderTargets(gl, count, 'float', [width, height]);
        cells = {
          moments: create(3),
          acrossX: create(3),
          acrossY: create(3),
          mapWindow: create(1),
          model: create(2),
        };
      }
      return cells;
    },
    output([width, height]: Size): RenderTargets {
      if (output?.width !== width || output.height !== height) {
        output?.dispose();
        output = createRenderTargets(gl, 1, 'bytes', [width, height]);
      }
      return output;
    },
  };
};

/** Chooses a program, what it draws on and what it reads. */
const use = (
  gl: WebGL2RenderingContext,
  { program, uniformLocation: uniform }: GlProgram,
  target: RenderTargets,
  textures: Readonly<Record<string, WebGLTexture | undefined>>,
): void => {
  gl.useProgram(program);
  gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
  gl.viewport(0, 0, target.width, target.height);
  for (const [unit, [name, texture]] of Object.entries(textures).entries()) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, texture ?? null);
    gl.uniform1i(uniform(name), unit);
  }
  gl.activeTexture(gl.TEXTURE0);
};
const createPrograms = (gl: WebGL2RenderingContext) => {
  const whole = (source: string): GlProgram =>
    createGlProgram(gl, shaders.FULL_TARGET_VERTEX, source);
  return {
    moments: whole(shaders.CELL_MOMENTS),
    pictureWindow: whole(shaders.PICTURE_WINDOW),
    mapWindow: whole(shaders.MAP_WINDOW),
    model: whole(shaders.COLOUR_MODEL),
    edge: createGlProgram(gl, shaders.RECTANGLES_VERTEX, shaders.EDGE_FLIPS),
  };
};

/** Probability and softness of each cell, side by side. */
const interleave = (probability: Uint8Array, softness: Uint8Array): Uint8Array => {
  const map = new Uint8Array(2 * probability.length);
  for (let index = 0; index < probability.length; index++) {
    map[2 * index] = probability[index] ?? 0;
    map[2 * index + 1] = softness[index] ?? 0;
  }
  return map;
};

const uploadMap = (
  gl: WebGL2RenderingContext,
  texture: WebGLTexture,
  { probability, maskWidth, maskHeight }: UpsampleInput,
  softness: Uint8Array,
): void => {
  const map = interleave(probability, softness);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  const [layout, type] = [gl.RG, gl.UNSIGNED_BYTE];
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG8, maskWidth, maskHeight, 0, layout, type, map);
};

/** Left, top, right, bottom of each rectangle, in fragments of the last pass. */
const fragmentCorners = (rectangles: readonly PixelRectangle[]): Float32Array =>
  new Float32Array(
    rectangles.flatMap(({ left, top, right, bottom }) => [
      Math.floor(left / PIXELS_PER_FRAGMENT),
      top,
      Math.ceil(right / PIXELS_PER_FRAGMENT),
      bottom,
    ]),
  );

const drawRectangles = (
  gl: WebGL2RenderingContext,
  buffer: WebGLBuffer,
  rectangles: readonly PixelRectangle[],
): void => {
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, fragmentCorners(rectangles), gl.STREAM_DRAW);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 4, gl.FLOAT, false, 0, 0);
  gl.vertexAttribDivisor(0, 1);
  gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, rectangles.length);
  gl.disableVertexAttribArray(0);
};

/** Null where the browser has no WebGL 2, cannot draw into float textures, or has lost its GPU. */
export const createEdgePass = (): EdgePass | null => {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
  });
  if (!gl?.getExtension('EXT_color_buffer_float')) {
    return null;
  }
  const programs = createPrograms(gl);
  const pictureTexture = createTexture(gl, 'linear');
  const mapTexture = createTexture(gl);
  const rectangleBuffer = gl.createBuffer();
  if (gl.isContextLost()) {
    return null;
  }
  const targetsOf = createTargetPool(gl);
  let bytes = new Uint8Array(0);
  let windowed: { readonly picture: FrameImage; readonly cells: CellTargets } | null = null;

  const drawWhole = (): void => gl.drawArrays(gl.TRIANGLES, 0, 3);

  /** Statistics of a picture, shared by all of its masks. */
  const windowPicture = (picture: FrameImage, size: Size): CellTargets => {
    const targets = targetsOf.cells(size);
    // The others may have been drawn on since; a bitmap never changes.
    const isKnown = windowed?.picture === picture && windowed.cells === targets;
    if (isKnown && picture instanceof ImageBitmap) {
      return targets;
    }
    gl.bindTexture(gl.TEXTURE_2D, pictureTexture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, picture);
    use(gl, programs.moments, targets.moments, { picture: pictureTexture });
    gl.uniform2f(programs.moments.uniformLocation('cells'), size[0], size[1]);
    drawWhole();
    for (const [from, to, axis] of [
      [targets.moments, targets.acrossX, [1, 0]],
      [targets.acrossX, targets.acrossY, [0, 1]],
    ] as const) {
      use(gl, programs.pictureWindow, to, momentTextures(from));
      gl.uniform2i(programs.pictureWindow.uniformLocation('axis'), axis[0], axis[1]);
      drawWhole();
    }
    windowed = { picture, cells: targets };
    return targets;
  };

  const modelMap = (raster: UpsampleInput, { softness }: EdgeBand, targets: CellTargets): void => {
    uploadMap(gl, mapTexture, raster, softness);
    const [moment0] = targets.moments.textures;
    use(gl, programs.mapWindow, targets.mapWindow, { map: mapTexture, moment0 });
    drawWhole();
    const [mapWindow] = targets.mapWindow.textures;
    use(gl, programs.model, targets.model, {
      map: mapTexture,
      mapWindow,
      ...momentTextures(targets.acrossY),
    });
    drawWhole();
  };

  const drawEdge = (
    { width, height, threshold }: UpsampleInput,
    rectangles: readonly PixelRectangle[],
    targets: CellTargets,
  ): RenderTargets => {
    const target = targetsOf.output([Math.ceil(width / PIXELS_PER_FRAGMENT), height]);
    const [model, prior] = targets.model.textures;
    use(gl, programs.edge, target, { picture: pictureTexture, model, prior });
    gl.uniform2f(programs.edge.uniformLocation('target'), target.width, target.height);
    gl.uniform2i(programs.edge.uniformLocation('size'), width, height);
    gl.uniform1f(programs.edge.uniformLocation('thresholdLogOdds'), logOdds(threshold));
    drawRectangles(gl, rectangleBuffer, rectangles);
    return target;
  };

  return {
    get isLost() {
      return gl.isContextLost();
    },
    maxSize: gl.getParameter(gl.MAX_TEXTURE_SIZE) as number,
    computeFlips(raster, band, rectangles, picture) {
      const targets = windowPicture(picture, [raster.maskWidth, raster.maskHeight]);
      modelMap(raster, band, targets);
      const target = drawEdge(raster, rectangles, targets);
      const startRow = Math.min(...rectangles.map(({ top }) => top));
      const rows = Math.max(...rectangles.map(({ bottom }) => bottom)) - startRow;
      const stride = PIXELS_PER_FRAGMENT * target.width;
      if (bytes.length < stride * rows) {
        bytes = new Uint8Array(stride * rows);
      }
      gl.readPixels(0, startRow, target.width, rows, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
      return { bytes, stride, startRow };
    },
    dispose() {
      // The context itself, and with it all that was made of it, not only the names.
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
};

/** The three textures of a window or of cells, by the names that the shaders have for them. */
const momentTextures = ({ textures: [moment0, moment1, moment2] }: RenderTargets) => ({
  moment0,
  moment1,
  moment2,
});
