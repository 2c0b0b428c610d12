import { EarmarkError } from '../core/errors.ts';
import { safeName } from '../core/safeName.ts';
import type { EngineClient } from '../engine/client.ts';
import type { ExportFormat } from '../engine/protocol.ts';
import { notify } from './notices.ts';
import { selectedView } from './objectViews.ts';
import type { Project } from './project.ts';
import { announce, type SessionStore } from './sessionStore.ts';

export type ExportChoice = { readonly format: ExportFormat; readonly includeEmpty: boolean };

export type Exports = {
  /** Writes the selected result's frames as one ZIP. */
  start(choice: ExportChoice): Promise<void>;
  cancel(): void;
  /** Back to choosing; the file that was written is let go. */
  reset(): void;
};

export type ExportPorts = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: Project;
};

export const createExports = ({ engine, session, project }: ExportPorts): Exports => {
  let current: AbortController | null = null;

  const write = async (choice: ExportChoice, signal: AbortSignal): Promise<void> => {
    const state = session.getState();
    const edits = project.store.getState();
    const object = selectedView(edits, state);
    if (!state.clip || !object?.result?.engineResultId) {
      throw new EarmarkError('no-clip', 'There is no result to export.');
    }
    const { info } = state.clip;
    const { format } = choice;
    const { first, last } = edits.range ?? { first: 0, last: info.ptsSeconds.length - 1 };
    const total = last - first + 1;
    session.setState({
      exporting: { kind: 'writing', format, done: 0, total, bytes: 0, secondsLeft: null },
    });
    const written = await engine.request(
      'export',
      {
        ...choice,
        resultId: object.result.engineResultId,
        range: [first, last],
        maskThreshold: object.maskThreshold,
        presenceThreshold: object.presenceThreshold,
        clipName: safeName(info.fileName),
      },
      {
        signal,
        onEvent(event) {
          if (!signal.aborted) {
            session.setState({ exporting: { ...event, kind: 'writing', format } });
          }
        },
      },
    );
    session.setState({ exporting: { kind: 'written', ...written } });
    announce(session, `The export is ready: ${written.frames} frames.`);
  };

  return {
    async start(choice) {
      current?.abort();
      const controller = new AbortController();
      current = controller;
      try {
        await write(choice, controller.signal);
      } catch (error) {
        if (current === controller) {
          session.setState({ exporting: { kind: 'idle' } });
        }
        notify(session, error);
      }
    },
    cancel() {
      current?.abort();
    },
    reset() {
      current?.abort();
      session.setState({ exporting: { kind: 'idle' } });
    },
  };
};
