/** Textures of one size that a pass writes together. */
export type RenderTargets = {
  readonly width: number;
  readonly height: number;
  readonly framebuffer: WebGLFramebuffer;
  readonly textures: readonly WebGLTexture[];
  dispose(): void;
};

type TargetFormat = 'float' | 'bytes';

/** A texture that is read by cell or, with `filter`, between pixels; its edges repeat. */
export const createTexture = (
  gl: WebGL2RenderingContext,
  filter: 'nearest' | 'linear' = 'nearest',
): WebGLTexture => {
  const texture = gl.createTexture();
  const mode = filter === 'linear' ? gl.LINEAR : gl.NEAREST;
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, mode);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, mode);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
};

export const createRenderTargets = (
  gl: WebGL2RenderingContext,
  count: number,
  format: TargetFormat,
  [width, height]: readonly [number, number],
): RenderTargets => {
  const framebuffer = gl.createFramebuffer();
  const textures = Array.from({ length: count }, () => {
    const texture = createTexture(gl);
    gl.texStorage2D(gl.TEXTURE_2D, 1, format === 'float' ? gl.RGBA32F : gl.RGBA8, width, height);
    return texture;
  });
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  const attachments = textures.map((texture, index) => {
    const attachment = gl.COLOR_ATTACHMENT0 + index;
    gl.framebufferTexture2D(gl.FRAMEBUFFER, attachment, gl.TEXTURE_2D, texture, 0);
    return attachment;
  });
  gl.drawBuffers(attachments);
  return {
    width,
    height,
    framebuffer,
    textures,
    dispose() {
      gl.deleteFramebuffer(framebuffer);
      for (const texture of textures) {
        gl.deleteTexture(texture);
      }
    },
  };
};
