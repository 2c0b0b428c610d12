import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { EvaluationController, EvaluationState } from './evaluationController.ts';

export const EvaluationContext = createContext<EvaluationController | null>(null);

export const useEvaluation = (): EvaluationController => {
  const evaluation = use(EvaluationContext);
  if (evaluation === null) throw new Error('There is no EvaluationContext around this.');
  return evaluation;
};

export const useEvaluationState = <T>(select: (state: EvaluationState) => T): T =>
  useStore(useEvaluation().store, select);
