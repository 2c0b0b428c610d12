/** A linked program and where its uniforms are. */
export type GlProgram = {
  readonly program: WebGLProgram;
  readonly uniformLocation: (name: string) => WebGLUniformLocation | null;
};

/** @throws Error with the driver's log when a shader does not compile or link. */
export const createGlProgram = (
  gl: WebGL2RenderingContext,
  vertexSource: string,
  fragmentSource: string,
): GlProgram => {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexSource],
    [gl.FRAGMENT_SHADER, fragmentSource],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) {
      throw new Error('The browser makes no shader.');
    }
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    // It lives as long as its program.
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  // A lost context fails to link without a log; its owner checks whether it is lost.
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true && !gl.isContextLost()) {
    const shaders = gl.getAttachedShaders(program) ?? [];
    const reasons = shaders.map((shader) => gl.getShaderInfoLog(shader));
    throw new Error([gl.getProgramInfoLog(program), ...reasons].filter(Boolean).join('\n'));
  }
  const locations = new Map<string, WebGLUniformLocation | null>();
  return {
    program,
    uniformLocation(name) {
      const known = locations.get(name);
      if (known !== undefined) {
        return known;
      }
      const location = gl.getUniformLocation(program, name);
      locations.set(name, location);
      return location;
    },
  };
};
