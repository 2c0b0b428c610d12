// Imports are evaluated in this order: the engine finds the heap as it was changed before.
import './fullHeap.ts';
import '../../src/engine/worker.ts';
