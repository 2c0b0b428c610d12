import type { BenchmarkFolder } from '../benchmark/benchmarkFolder.ts';

/** File System Access; missing in Firefox and Safari. */
type DirectoryPicker = (options: {
  readonly id: string;
  readonly mode: 'read';
}) => Promise<FileSystemDirectoryHandle>;

const directoryPicker = (): DirectoryPicker | undefined =>
  (globalThis as { showDirectoryPicker?: DirectoryPicker }).showDirectoryPicker;

export const canPickDirectory = (): boolean => directoryPicker() !== undefined;

/** Asks for a folder; null when the person changes their mind. Call it from a click. */
export const pickDirectory = async (): Promise<BenchmarkFolder | null> => {
  try {
    const handle = await directoryPicker()?.({ id: 'earmark-bench', mode: 'read' });
    return handle === undefined ? null : openHandleFolder(handle);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
};

const isMissing = (error: unknown): boolean =>
  error instanceof DOMException &&
  (error.name === 'NotFoundError' || error.name === 'TypeMismatchError');

/** Null where there is nothing of that name and kind. */
const nullIfMissing = async <T>(found: Promise<T>): Promise<T | null> => {
  try {
    return await found;
  } catch (error) {
    // Names that no file system has, such as "..", are TypeErrors.
    if (isMissing(error) || error instanceof TypeError) return null;
    throw error;
  }
};

const splitPath = (path: string): string[] => path.split('/').filter((part) => part !== '');

const listNames = async (directory: FileSystemDirectoryHandle): Promise<string[]> => {
  const names: string[] = [];
  for await (const name of directory.keys()) names.push(name);
  return names;
};

/** Reads files as they are needed; nothing is read ahead. */
const openHandleFolder = (root: FileSystemDirectoryHandle): BenchmarkFolder => {
  const directory = async (names: readonly string[]): Promise<FileSystemDirectoryHandle | null> => {
    let current: FileSystemDirectoryHandle | null = root;
    for (const name of names) {
      if (current === null) return null;
      current = await nullIfMissing(current.getDirectoryHandle(name));
    }
    return current;
  };
  return {
    name: root.name,
    list: async (path) => {
      const found = await directory(splitPath(path));
      return found === null ? [] : listNames(found);
    },
    read: async (path) => {
      const names = splitPath(path);
      const last = names.pop() ?? '';
      const parent = await directory(names);
      const handle = parent === null ? null : await nullIfMissing(parent.getFileHandle(last));
      return handle === null ? null : handle.getFile();
    },
  };
};

/** The files of a folder input, whose paths begin with the folder's own name. */
export const openFileListFolder = (files: Iterable<File>): BenchmarkFolder => {
  const byPath = new Map<string, File>();
  const names = new Map<string, Set<string>>([['', new Set()]]);
  let name = 'folder';
  for (const file of files) {
    const [root = '', ...parts] = file.webkitRelativePath.split('/');
    name = root;
    byPath.set(parts.join('/'), file);
    parts.forEach((part, depth) => {
      const parent = parts.slice(0, depth).join('/');
      const known = names.get(parent) ?? new Set();
      known.add(part);
      names.set(parent, known);
    });
  }
  return {
    name,
    list: async (path) => [...(names.get(path) ?? [])],
    read: async (path) => byPath.get(path) ?? null,
  };
};
