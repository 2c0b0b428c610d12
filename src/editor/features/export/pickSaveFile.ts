import type { ExportFormatDescriptor } from '../../../core/export/exportFormat.ts';

type ShowSaveFilePicker = (options: {
  readonly suggestedName: string;
  readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[];
}) => Promise<FileSystemFileHandle>;

const getSaveFilePicker = (): ShowSaveFilePicker | null => {
  const { showSaveFilePicker } = window as { showSaveFilePicker?: ShowSaveFilePicker };
  return showSaveFilePicker?.bind(window) ?? null;
};

/** Whether the browser can write into a file that the user chooses (File System Access API). */
export const canPickSaveFile = (): boolean => getSaveFilePicker() !== null;

/**
 * Asks for a file to write.
 * @returns null when the dialog was cancelled.
 */
export const pickSaveFile = async (
  fileName: string,
  { extension, mimeType }: Pick<ExportFormatDescriptor, 'extension' | 'mimeType'>,
): Promise<FileSystemFileHandle | null> => {
  try {
    const choose = getSaveFilePicker();
    return choose === null
      ? null
      : await choose({
          suggestedName: fileName,
          types: [{ accept: { [mimeType]: [`.${extension}`] } }],
        });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      return null;
    }
    throw error;
  }
};
