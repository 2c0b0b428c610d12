import { EXPRESSION_BOX_ID, type Action } from '../action.ts';
import { runningResult } from '../sessionStore.ts';
import { hasClip } from './conditions.ts';

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
    label: 'Stop finding',
    group: 'Finding',
    keys: [{ code: 'Escape' }],
    whileTyping: true,
    enabled: ({ session }) => runningResult(session.getState()) !== null,
    perform: ({ runs }) => runs.cancel(),
  },
] as const satisfies readonly Action[];
