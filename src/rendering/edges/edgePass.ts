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
  const whole = (source: string): GlProgram =>
    createGlProgram(gl, shaders.FULL_TARGET_VERTEX, source);
  const programs = {
    moments: whole(shaders.CELL_MOMENTS),
    pictureWindow: whole(shaders.PICTURE_WINDOW),
    mapWindow: whole(shaders.MAP_WINDOW),
    model: whole(shaders.COLOUR_MODEL),
    edge: createGlProgram(gl, shaders.RECTANGLES_VERTEX, shaders.EDGE_FLIPS),
  };
  const pictureTexture = createTexture(gl, 'linear');
  const mapTexture = createTexture(gl);
  const rectangleBuffer = gl.createBuffer();
  if (gl.isContextLost()) {
    return null;
  }
  let cells: CellTargets | null = null;
  let output: RenderTargets | null = null;
  let bytes = new Uint8Array(0);
  let windowed: { readonly picture: FrameImage; readonly cells: CellTargets } | null = null;

  const use = (
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
  const drawWhole = (): void => gl.drawArrays(gl.TRIANGLES, 0, 3);

  const cellTargets = (size: Size): CellTargets => {
    if (cells?.moments.width !== size[0] || cells.moments.height !== size[1]) {
      disposeCells();
      cells = {
        moments: createRenderTargets(gl, 3, 'float', size),
        acrossX: createRenderTargets(gl, 3, 'float', size),
        acrossY: createRenderTargets(gl, 3, 'float', size),
        mapWindow: createRenderTargets(gl, 1, 'float', size),
        model: createRenderTargets(gl, 2, 'float', size),
      };
    }
    return cells;
  };
  const outputTarget = (size: Size): RenderTargets => {
    if (output?.width !== size[0] || output.height !== size[1]) {
      output?.dispose();
      output = createRenderTargets(gl, 1, 'bytes', size);
    }
    return output;
  };
  const disposeCells = (): void => {
    for (const target of Object.values(cells ?? {})) {
      target.dispose();
    }
    cells = null;
  };

  /** Statistics of a picture, shared by all of its masks. */
  const windowPicture = (picture: FrameImage, size: Size): CellTargets => {
    const targets = cellTargets(size);
    // The others may have been drawn on since; a bitmap never changes.
    const isKnown = windowed?.picture === picture && windowed.cells === targets;
    if (isKnown && picture instanceof ImageBitmap) {
      return targets;
    }
    gl.bindTexture(gl.TEXTURE_2D, pictureTexture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, picture);
    use(programs.moments, targets.moments, { picture: pictureTexture });
    gl.uniform2f(programs.moments.uniformLocation('cells'), size[0], size[1]);
    drawWhole();
    for (const [from, to, axis] of [
      [targets.moments, targets.acrossX, [1, 0]],
      [targets.acrossX, targets.acrossY, [0, 1]],
    ] as const) {
      use(programs.pictureWindow, to, momentTextures(from));
      gl.uniform2i(programs.pictureWindow.uniformLocation('axis'), axis[0], axis[1]);
      drawWhole();
    }
    windowed = { picture, cells: targets };
    return targets;
  };

  const modelMap = (raster: UpsampleInput, { softness }: EdgeBand, targets: CellTargets): void => {
    const { probability, maskWidth, maskHeight } = raster;
    const map = new Uint8Array(2 * probability.length);
    for (let index = 0; index < probability.length; index++) {
      map[2 * index] = probability[index] ?? 0;
      map[2 * index + 1] = softness[index] ?? 0;
    }
    gl.bindTexture(gl.TEXTURE_2D, mapTexture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    const [layout, type] = [gl.RG, gl.UNSIGNED_BYTE];
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG8, maskWidth, maskHeight, 0, layout, type, map);
    const [moment0] = targets.moments.textures;
    use(programs.mapWindow, targets.mapWindow, { map: mapTexture, moment0 });
    drawWhole();
    const [mapWindow] = targets.mapWindow.textures;
    use(programs.model, targets.model, {
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
    const target = outputTarget([Math.ceil(width / PIXELS_PER_FRAGMENT), height]);
    const [model, prior] = targets.model.textures;
    use(programs.edge, target, { picture: pictureTexture, model, prior });
    gl.uniform2f(programs.edge.uniformLocation('target'), target.width, target.height);
    gl.uniform2i(programs.edge.uniformLocation('size'), width, height);
    gl.uniform1f(programs.edge.uniformLocation('thresholdLogOdds'), logOdds(threshold));
    const corners = rectangles.flatMap(({ left, top, right, bottom }) => [
      Math.floor(left / PIXELS_PER_FRAGMENT),
      top,
      Math.ceil(right / PIXELS_PER_FRAGMENT),
      bottom,
    ]);
    gl.bindBuffer(gl.ARRAY_BUFFER, rectangleBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(corners), gl.STREAM_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 4, gl.FLOAT, false, 0, 0);
    gl.vertexAttribDivisor(0, 1);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, rectangles.length);
    gl.disableVertexAttribArray(0);
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
