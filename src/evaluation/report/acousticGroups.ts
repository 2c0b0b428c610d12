/** Things that sound alike, as AudioSet puts their sounds next to each other. */
const ACOUSTIC_GROUPS: readonly (readonly string[])[] = [
  ['dog', 'wolf'],
  ['sheep', 'goat'],
  ['rooster', 'chicken', 'bird'],
  ['lion', 'bear'],
  ['car', 'bus', 'truck', 'motorcycle'],
  ['airplane', 'helicopter'],
  ['ambulance', 'fire-truck', 'police-car'],
  ['guitar', 'sitar', 'harp'],
  ['violin', 'cello'],
  ['flute', 'clarinet', 'saxophone', 'trumpet', 'trombone', 'tuba'],
  ['piano', 'organ', 'accordion'],
  ['bell', 'telephone', 'clock'],
  ['vacuum-cleaner', 'hair-dryer', 'washing-machine'],
  ['chainsaw', 'drill', 'sewing-machine'],
];

export const areAcousticallySimilar = (a: string, b: string): boolean =>
  a !== b && ACOUSTIC_GROUPS.some((group) => group.includes(a) && group.includes(b));
