import { PROBABILITY_EPSILON, MAX_EVIDENCE_LOG_ODDS } from './edgeBand.ts';

/** Samples along a side that a cell of the map takes of its part of the picture. */
const TAPS_PER_SIDE = 4;
/** Window of the local colour model, in cells: standard deviation and reach of a Gaussian. */
const WINDOW_SIGMA_CELLS = 2.5;
const WINDOW_RADIUS_CELLS = 6;
/** Colour variance (0..1) of noise and compression: below it colours carry no evidence. */
const COLOUR_NOISE_VARIANCE = 0.0005;
/** How much the colour evidence counts: soft labels make it look weaker than it is. */
const EVIDENCE_WEIGHT = 2;
/** Evidence below this is rounding, not colour. */
const MIN_EVIDENCE_LOG_ODDS = 0.01;

const glslFloat = (value: number): string => value.toFixed(6);

const GLSL_HEADER = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
`;

const GAUSSIAN_WINDOW = `
const int REACH = ${WINDOW_RADIUS_CELLS};
float weightOf(int offset) {
  float distance = float(offset) / ${glslFloat(WINDOW_SIGMA_CELLS)};
  return exp(-0.5 * distance * distance);
}
ivec2 cellAt(ivec2 cell, ivec2 size) {
  return clamp(cell, ivec2(0), size - 1);
}
`;

/** One triangle over the whole target. */
export const FULL_TARGET_VERTEX = `${GLSL_HEADER}
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0);
}`;

/** One rectangle an instance; x counts groups of four pixels. */
export const RECTANGLES_VERTEX = `${GLSL_HEADER}
layout(location = 0) in vec4 rectangle;
uniform vec2 target;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(mix(rectangle.xy, rectangle.zw, corner) / target * 2.0 - 1.0, 0.0, 1.0);
}`;

/** Mean colour and mean products of colours of each cell of the map. */
export const CELL_MOMENTS = `${GLSL_HEADER}
uniform sampler2D picture;
uniform vec2 cells;
layout(location = 0) out vec4 mean;
layout(location = 1) out vec4 redProducts;
layout(location = 2) out vec4 otherProducts;
void main() {
  mean = redProducts = otherProducts = vec4(0.0);
  for (int y = 0; y < ${TAPS_PER_SIDE}; y++) {
    for (int x = 0; x < ${TAPS_PER_SIDE}; x++) {
      vec2 tap = floor(gl_FragCoord.xy) + (vec2(x, y) + 0.5) / ${glslFloat(TAPS_PER_SIDE)};
      vec3 colour = texture(picture, tap / cells).rgb;
      mean += vec4(colour, 1.0);
      redProducts += vec4(colour.r * colour, colour.g * colour.g);
      otherProducts += vec4(colour.g * colour.b, colour.b * colour.b, 0.0, 0.0);
    }
  }
  mean /= ${glslFloat(TAPS_PER_SIDE * TAPS_PER_SIDE)};
  redProducts /= ${glslFloat(TAPS_PER_SIDE * TAPS_PER_SIDE)};
  otherProducts /= ${glslFloat(TAPS_PER_SIDE * TAPS_PER_SIDE)};
}`;

/** The window's mean of the picture's moments, along one axis. */
export const PICTURE_WINDOW = `${GLSL_HEADER}${GAUSSIAN_WINDOW}
uniform sampler2D moment0;
uniform sampler2D moment1;
uniform sampler2D moment2;
uniform ivec2 axis;
layout(location = 0) out vec4 mean;
layout(location = 1) out vec4 redProducts;
layout(location = 2) out vec4 otherProducts;
void main() {
  mean = redProducts = otherProducts = vec4(0.0);
  float total = 0.0;
  for (int offset = -REACH; offset <= REACH; offset++) {
    ivec2 cell = cellAt(ivec2(gl_FragCoord.xy) + offset * axis, textureSize(moment0, 0));
    float weight = weightOf(offset);
    mean += weight * texelFetch(moment0, cell, 0);
    redProducts += weight * texelFetch(moment1, cell, 0);
    otherProducts += weight * texelFetch(moment2, cell, 0);
    total += weight;
  }
  mean /= total;
  redProducts /= total;
  otherProducts /= total;
}`;

/** The window's mean of probability and of probability times colour, along x. */
export const MAP_WINDOW = `${GLSL_HEADER}${GAUSSIAN_WINDOW}
uniform sampler2D map;
uniform sampler2D moment0;
layout(location = 0) out vec4 mean;
void main() {
  mean = vec4(0.0);
  float total = 0.0;
  for (int offset = -REACH; offset <= REACH; offset++) {
    ivec2 cell = cellAt(ivec2(gl_FragCoord.xy) + ivec2(offset, 0), textureSize(map, 0));
    float weight = weightOf(offset);
    float probability = texelFetch(map, cell, 0).r;
    mean += weight * vec4(probability * texelFetch(moment0, cell, 0).rgb, probability);
    total += weight;
  }
  mean /= total;
}`;

/**
 * The rest of the window along y, and the linear model of probability by colour in it (the guided
 * filter's): probability = slope . colour + base.
 */
export const COLOUR_MODEL = `${GLSL_HEADER}${GAUSSIAN_WINDOW}
uniform sampler2D map;
uniform sampler2D mapWindow;
uniform sampler2D moment0;
uniform sampler2D moment1;
uniform sampler2D moment2;
layout(location = 0) out vec4 model;
layout(location = 1) out vec4 prior;
void main() {
  ivec2 here = ivec2(gl_FragCoord.xy);
  vec4 joint = vec4(0.0);
  float total = 0.0;
  for (int offset = -REACH; offset <= REACH; offset++) {
    ivec2 cell = cellAt(here + ivec2(0, offset), textureSize(mapWindow, 0));
    float weight = weightOf(offset);
    joint += weight * texelFetch(mapWindow, cell, 0);
    total += weight;
  }
  joint /= total;
  vec3 mean = texelFetch(moment0, here, 0).rgb;
  vec4 red = texelFetch(moment1, here, 0);
  vec2 other = texelFetch(moment2, here, 0).rg;
  mat3 products = mat3(red.rgb, vec3(red.g, red.a, other.r), vec3(red.b, other.r, other.g));
  mat3 covariance = products - outerProduct(mean, mean) + mat3(${glslFloat(COLOUR_NOISE_VARIANCE)});
  vec3 slope = inverse(covariance) * (joint.rgb - mean * joint.a);
  model = vec4(slope, joint.a - dot(slope, mean));
  prior = vec4(texelFetch(map, here, 0).rg, joint.a, 0.0);
}`;

/**
 * Which pixels change sides: 1 / 255 for those whose colour weighs more than the doubt of the map.
 * Four pixels side by side a fragment.
 */
export const EDGE_FLIPS = `${GLSL_HEADER}
uniform sampler2D picture;
uniform sampler2D model;
uniform sampler2D prior;
uniform ivec2 size;
uniform float thresholdLogOdds;
layout(location = 0) out vec4 flips;

float logOdds(float probability) {
  float least = ${glslFloat(PROBABILITY_EPSILON)};
  return log((probability + least) / (1.0 + least - probability));
}

vec4 between(sampler2D cells, ivec2 first, ivec2 last, vec2 weight) {
  vec4 upper = mix(texelFetch(cells, first, 0), texelFetch(cells, ivec2(last.x, first.y), 0), weight.x);
  vec4 lower = mix(texelFetch(cells, ivec2(first.x, last.y), 0), texelFetch(cells, last, 0), weight.x);
  return mix(upper, lower, weight.y);
}

// The pixel and those around it, 1 2 1 each way: the noise of a camera must not make edges flicker.
vec3 smoothColour(ivec2 pixel) {
  vec2 corner = vec2(pixel);
  vec3 sum = vec3(0.0);
  for (int tap = 0; tap < 4; tap++) {
    sum += texture(picture, (corner + vec2(tap & 1, tap >> 1)) / vec2(size)).rgb;
  }
  return sum / 4.0;
}

float flipOf(ivec2 pixel) {
  ivec2 cells = textureSize(model, 0);
  vec2 place = (vec2(pixel) + 0.5) * vec2(cells) / vec2(size) - 0.5;
  place = clamp(place, vec2(0.0), vec2(cells - 1));
  ivec2 first = ivec2(place);
  ivec2 last = min(first + 1, cells - 1);
  vec2 weight = place - vec2(first);
  // Probability, softness, and the window's mean probability.
  vec3 before = between(prior, first, last, weight).rgb;
  float own = logOdds(before.r) - thresholdLogOdds;
  if (abs(own) > ${glslFloat(MAX_EVIDENCE_LOG_ODDS)} * before.g) {
    return 0.0;
  }
  vec4 linear = between(model, first, last, weight);
vec3 colour = smoothColour(pixel);
  float byColour = clamp(dot(linear.rgb, colour) + linear.a, 0.0, 1.0);
  float evidence = ${glslFloat(EVIDENCE_WEIGHT)} * (logOdds(byColour) - logOdds(before.b));
  evidence = clamp(evidence, -${glslFloat(MAX_EVIDENCE_LOG_ODDS)}, ${glslFloat(MAX_EVIDENCE_LOG_ODDS)}) * before.g;
  bool changes = abs(evidence) > ${glslFloat(MIN_EVIDENCE_LOG_ODDS)} && (own > 0.0) != (own + evidence > 0.0);
  return changes ? 1.0 / 255.0 : 0.0;
}

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy) * ivec2(4, 1);
  flips = vec4(
    flipOf(pixel),
    flipOf(min(pixel + ivec2(1, 0), size - 1)),
    flipOf(min(pixel + ivec2(2, 0), size - 1)),
    flipOf(min(pixel + ivec2(3, 0), size - 1))
  );
}`;
