declare module 'pngjs' {
  export class PNG {
    static readonly sync: {
      /** 8 bits a channel, RGBA, whatever the file holds. */
      read(bytes: Buffer): { width: number; height: number; data: Buffer };
      write(png: PNG): Buffer;
    };
    constructor(size: { width: number; height: number });
    /** RGBA */
    data: Buffer;
  }
}
