import { EXPRESSION_BOX_ID, type Action } from '../action.ts';
import { runningResult } from '../sessionStore.ts';
import { hasClip } from './conditions.ts';
import { takeTool } from './correcting.ts';

export const FINDING_ACTIONS = [
  {
    id: 'write-expression',
    label: 'Write what to find',
    group: 'Finding',
    keys: [{ code: 'Slash', sign: '/' }],
    enabled: hasClip,
    perform: () => document.getElementById(EXPRESSION_BOX_ID)?.focus(),
  },
  {
    id: 'run',
    label: 'Find what is written',
    group: 'Finding',
    keys: [{ code: 'Enter' }, { code: 'NumpadEnter' }],
    enabled: hasClip,
    perform: ({ session, objects }) => void objects.add(session.getState().expression),
  },
  {
    id: 'cancel',
    label: 'Put the brush away; else stop finding',
    group: 'Finding',
    keys: [{ code: 'Escape' }],
    whileTyping: true,
    enabled: ({ session, canvas }) =>
      canvas.getState().tool !== 'none' || runningResult(session.getState()) !== null,
    perform: (earmark) => {
      const { tool } = earmark.canvas.getState();
      if (tool === 'none') {
        earmark.runs.cancel();
      } else {
        takeTool(earmark, tool);
      }
    },
  },
] as const satisfies readonly Action[];
