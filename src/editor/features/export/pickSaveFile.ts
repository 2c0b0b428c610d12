type ShowSaveFilePicker = (options: {
  readonly suggestedName: string;
  readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[];
}) => Promise<FileSystemFileHandle>;

const getSaveFilePicker = (): ShowSaveFilePicker | null => {
  const { showSaveFilePicker } = window as { showSaveFilePicker?: ShowSaveFilePicker };
  return showSaveFilePicker?.bind(window) ?? null;
};

/** Whether the browser can write straight into a file that a person chooses. */
export const canPickSaveFile = (): boolean => getSaveFilePicker() !== null;

const MIME_TYPES: Readonly<Record<string, string>> = {
  zip: 'application/zip',
  mp4: 'video/mp4',
  webm: 'video/webm',
  png: 'image/png',
  wav: 'audio/wav',
};

/** Null when the dialog was closed without choosing. */
export const pickSaveFile = async (
  name: string,
  extension: string,
): Promise<FileSystemFileHandle | null> => {
  const mimeType = MIME_TYPES[extension] ?? 'application/octet-stream';
  try {
    const choose = getSaveFilePicker();
    return choose === null
      ? null
      : await choose({
          suggestedName: `${name}.${extension}`,
          types: [{ accept: { [mimeType]: [`.${extension}`] } }],
        });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      return null;
    }
    throw error;
  }
};
