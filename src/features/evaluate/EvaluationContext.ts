import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Evaluation, EvaluationState } from './evaluation.ts';

export const EvaluationContext = createContext<Evaluation | null>(null);

export const useEvaluation = (): Evaluation => {
  const evaluation = use(EvaluationContext);
  if (evaluation === null) throw new Error('There is no EvaluationContext around this.');
  return evaluation;
};

export const useEvaluationState = <T>(select: (state: EvaluationState) => T): T =>
  useStore(useEvaluation().store, select);
