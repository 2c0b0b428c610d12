import { QUERY_INPUT_ID, type Action } from './action.ts';
import { runningResult } from '../session/sessionStore.ts';
import { hasClip } from './conditions.ts';
import { toggleTool } from './correctionActions.ts';

export const SEARCH_ACTIONS = [
  {
    id: 'write-expression',
    label: 'Write what to find',
    group: 'Finding',
    keys: [{ code: 'Slash', sign: '/' }],
    enabled: hasClip,
    perform: () => document.getElementById(QUERY_INPUT_ID)?.focus(),
  },
  {
    id: 'run',
    label: 'Find what is written',
    group: 'Finding',
    keys: [{ code: 'Enter' }, { code: 'NumpadEnter' }],
    enabled: hasClip,
    perform: ({ session, objects }) => void objects.add(session.getState().queryText),
  },
  {
    id: 'cancel',
    label: 'Put the brush away; else stop finding',
    group: 'Finding',
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
