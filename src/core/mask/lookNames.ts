/**
 * Names of the looks: ways to set the found objects off from the rest of a frame. The canvas and the
 * exports share them; `rendering/looks/looks.ts` says how each is painted. Stored in settings and
 * links, so a name stays.
 */
export const LOOK_NAMES = [
  'overlay',
  'outline',
  'cut-out',
  'matte',
  'dimmed',
  'blurred',
  'grey',
  'green',
  'colour',
  'object-blurred',
  'object-pixelated',
  'object-blackened',
  'object-inverted',
] as const;
export type LookName = (typeof LOOK_NAMES)[number];

/** A look without transparent pixels, which every video can hold. */
export type OpaqueLookName = Exclude<LookName, 'cut-out'>;

export const OPAQUE_LOOK_NAMES: readonly OpaqueLookName[] = LOOK_NAMES.filter(
  (name) => name !== 'cut-out',
);
