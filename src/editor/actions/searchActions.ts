import { QUERY_INPUT_ID } from '../session/tour.ts';
import type { Earmark } from '../earmark.ts';
import { extentRange } from '../search/searchExtent.ts';
import type { Action } from './action.ts';
import { runningResult } from '../session/sessionStore.ts';
import { hasClip } from './conditions.ts';
import { toggleTool } from './correctionActions.ts';

/** Finds the sentence in the frames that are chosen beside Find. */
export const findInExtent = ({ session, view, project, player, objects }: Earmark): void => {
  const { clip, queryText } = session.getState();
  const extent = extentRange(view.getState().searchExtent, {
    cuts: clip?.cuts ?? null,
    playheadFrameIndex: player.playhead.value,
    frameCount: clip?.info.ptsSeconds.length ?? 0,
    range: project.store.getState().range,
  });
  void objects.add(queryText, extent);
};

export const SEARCH_ACTIONS = [
  {
    id: 'write-sentence',
    label: 'Write a sentence',
    hint: 'what to find, in your own words',
    keywords: [
      'search',
      'query',
      'prompt',
      'new object',
      'add object',
      'describe',
      'text',
      'label',
    ],
    group: 'Find',
    keys: [{ code: 'Slash', sign: '/' }],
    enabled: hasClip,
    perform: () => document.getElementById(QUERY_INPUT_ID)?.focus(),
  },
  {
    id: 'find',
    label: 'Find',
    hint: 'the objects that the sentence describes',
    keywords: ['run', 'segment', 'detect', 'track', 'start search'],
    group: 'Find',
    keys: [{ code: 'Enter' }, { code: 'NumpadEnter' }],
    enabled: (earmark) => hasClip(earmark) && earmark.session.getState().queryText.trim() !== '',
    perform: findInExtent,
  },
  {
    id: 'cancel',
    label: 'Cancel',
    labelNow: ({ canvas }) =>
      canvas.getState().tool === 'none' ? 'Stop the search' : 'Leave the tool',
    hint: 'leaves the tool, else stops the search',
    keywords: ['stop', 'abort', 'escape', 'quit'],
    group: 'Find',
    keys: [{ code: 'Escape' }],
    worksWhileTyping: true,
    enabled: ({ session, canvas }) =>
      canvas.getState().tool !== 'none' || runningResult(session.getState()) !== null,
    perform: (earmark) => {
      const { tool } = earmark.canvas.getState();
      if (tool === 'none') {
        earmark.runs.cancel();
      } else {
        toggleTool(earmark, tool);
      }
    },
  },
] as const satisfies readonly Action[];
