import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEmptyResult, writeFrame, type ResultStatus } from '../search/queryResult.ts';
import { createSessionStore } from './sessionStore.ts';
import { createTour } from './tour.ts';
import { createViewStore } from './viewStore.ts';

const SWITCHES = { sound: true, words: true, memory: true, modality: true };
const values = new Map<string, string>();
beforeEach(() => {
  values.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const resultWith = (status: ResultStatus, presence: number) => {
  const request = { query: 'the dog', switches: SWITCHES, points: [] };
  const result = createEmptyResult(request, new Float64Array([0]));
  const cueWeights = { sound: 0, sight: 1, words: 0 };
  const shape = { objectScores: [presence], maskWidth: 1, maskHeight: 1 };
  writeFrame(result, { frameIndex: 0, presence, cueWeights, ...shape });
  return { ...result, status };
};

const openTour = () => {
  const session = createSessionStore();
  const view = createViewStore();
  return { session, view, tour: createTour(session, view) };
};

test('it begins with the first complete answer that found something, once, and takes no focus', () => {
  const { session, view, tour } = openTour();
  session.setState({ results: [resultWith('running', 0.9)] });
  session.setState({ results: [resultWith('done', 0.1)] });
  expect(view.getState().tour).toBeNull();
  session.setState({ results: [resultWith('done', 0.9)] });
  expect(view.getState().tour).toEqual({ step: 0, isUnasked: true });
  expect(session.getState().announcement.text).toContain('A tour of 2 steps');
  tour.goTo(1);
  expect(view.getState().tour).toEqual({ step: 1, isUnasked: false });
  tour.end();
  session.setState({ results: [resultWith('done', 0.9)] });
  expect(view.getState().tour).toBeNull();
});

test('the next visit has none, unless it is asked for', () => {
  openTour().session.setState({ results: [resultWith('done', 0.9)] });
  const { session, view, tour } = openTour();
  session.setState({ results: [resultWith('done', 0.9)] });
  expect(view.getState().tour).toBeNull();
  tour.start();
  expect(view.getState().tour).toEqual({ step: 0, isUnasked: false });
});
