declare module 'pngjs' {
  export const PNG: {
    readonly sync: {
      /** 8 bits a channel, RGBA, whatever the file holds. */
      read(bytes: Buffer): { width: number; height: number; data: Buffer };
    };
  };
}
