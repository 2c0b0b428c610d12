/** What becomes of files that were given together. */
type FilesToOpen = {
  /** One clip is opened; of several, all go into the bin. */
  readonly clips: readonly File[];
  readonly project: File | null;
  readonly leftOut: readonly File[];
};

/** @param isProject whether the file of the same place is a project. */
export const filesToOpen = (files: readonly File[], isProject: readonly boolean[]): FilesToOpen => {
  const clips = files.filter((_, index) => isProject[index] === false);
  const project = files.find((_, index) => isProject[index] === true) ?? null;
  return {
    clips,
    project,
    leftOut: files.filter((file) => file !== project && !clips.includes(file)),
  };
};

/** `One project is open at a time: b.earmark and c.earmark were not opened.` */
export const describeLeftOut = ({ leftOut }: FilesToOpen): string => {
  const names = leftOut.map(({ name }) => name);
  const last = names.at(-1) ?? '';
  const which = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
  return `One project is open at a time: ${which} ${names.length > 1 ? 'were' : 'was'} not opened.`;
};
