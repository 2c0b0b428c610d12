/** The page's AudioContext: the output of the sound and the master of the playback clock. */
export type AudioOutput = {
  /** Opens the context, which browsers allow only in a user gesture; later calls return the same. */
  open(): Promise<AudioContext>;
  /** Context time of the sample that is audible now, in seconds: currentTime − outputLatency. */
  outputSeconds(): number;
  readonly destination: AudioNode | null;
  setMuted(isMuted: boolean): void;
  dispose(): void;
};

/** Time constant of the mute ramp: short, but long enough to avoid a click. */
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
    // Some browsers have no outputLatency, although the types declare it.
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
