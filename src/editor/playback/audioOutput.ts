/** The one AudioContext of the page: the master of the clock and where sound goes. */
export type AudioOutput = {
  /** Browsers allow this only inside a user gesture; later calls give the same context. */
  open(): Promise<AudioContext>;
  /** Time of what is heard now: what was scheduled, less the way to the ear. */
  outputSeconds(): number;
  readonly destination: AudioNode | null;
  setMuted(isMuted: boolean): void;
  dispose(): void;
};

/** Short enough not to be noticed, long enough not to click. */
const MUTE_RAMP_SECONDS = 0.02;

export const createAudioOutput = (): AudioOutput => {
  let context: AudioContext | null = null;
  let gain: GainNode | null = null;
  let isMuted = false;
  return {
    async open() {
      if (!context) {
        context = new AudioContext({ latencyHint: 'interactive' });
        gain = new GainNode(context, { gain: isMuted ? 0 : 1 });
        gain.connect(context.destination);
      }
      if (context.state !== 'running') {
        await context.resume();
      }
      return context;
    },
    // outputLatency is missing in some browsers, whatever the types say.
    outputSeconds: () => (context ? context.currentTime - (context.outputLatency || 0) : 0),
    get destination() {
      return gain;
    },
    setMuted(newIsMuted) {
      isMuted = newIsMuted;
      if (context && gain) {
        gain.gain.setTargetAtTime(isMuted ? 0 : 1, context.currentTime, MUTE_RAMP_SECONDS);
      }
    },
    dispose() {
      void context?.close();
      context = null;
      gain = null;
    },
  };
};
