/** Which of several files are opened: one clip and one project; the rest is named, not forgotten. */
type FilesToOpen = {
  readonly clip: File | null;
  readonly project: File | null;
  readonly leftOut: readonly File[];
};

/** @param isProject whether the file of the same place is a project. */
export const filesToOpen = (files: readonly File[], isProject: readonly boolean[]): FilesToOpen => {
  const clip = files.find((_, index) => isProject[index] === false) ?? null;
  const project = files.find((_, index) => isProject[index] === true) ?? null;
  return { clip, project, leftOut: files.filter((file) => file !== clip && file !== project) };
};

/** `One clip is open at a time: b.mp4 and c.mp4 were not opened.` */
export const describeLeftOut = ({ leftOut }: FilesToOpen): string => {
  const names = leftOut.map(({ name }) => name);
  const last = names.at(-1) ?? '';
  const which = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
  return `One clip is open at a time: ${which} ${names.length > 1 ? 'were' : 'was'} not opened.`;
};
