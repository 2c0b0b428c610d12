/** Longer than any browser takes to begin reading a file that it was told to save. */
const REVOKE_AFTER_MILLISECONDS = 60_000;

/** Hands the file to the browser's downloads; it is read from disk, not copied into memory. */
export const saveToDownloads = (file: File): void => {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MILLISECONDS);
};
