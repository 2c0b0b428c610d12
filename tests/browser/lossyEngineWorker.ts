// Imports are evaluated in this order: the engine finds the GPU as it was changed before.
import './lossyGpu.ts';
import '../../src/engine/worker.ts';
