import { planExportFrames, dropRepeatedFrames } from '../../core/export/exportPlan.ts';
import { EXPORT_FORMATS } from '../../core/export/exportFormats.ts';
import {
  settingsOfFormat,
  type ExportSettings,
  type LabelUnit,
} from '../../core/export/exportSettings.ts';
import { safeName } from '../../core/util/safeName.ts';
import type { ClipInfo, ExportObject, ExportOptions } from '../../protocol/requests.ts';
import { objectViews, type ObjectView } from '../search/objectViews.ts';
import { objectCategory, objectName, type ProjectState } from '../document/projectDocument.ts';
import { frameStateAt } from '../search/queryResult.ts';
import type { CanvasState } from '../session/canvasStore.ts';
import type { SessionState } from '../session/sessionStore.ts';
import type { ViewState } from '../session/viewStore.ts';

/** First and last frame index, both included. */
export type ExportRange = readonly [number, number];

/** What is exported. */
export type ExportScope = {
  readonly range: ExportRange;
  /** Null: the objects that are shown. */
  readonly objectIds: readonly string[] | null;
};

/** The objects that have a result, the one on top first. */
export const exportableViews = (views: readonly ObjectView[]): readonly ObjectView[] =>
  views.filter(({ result }) => result?.engineResultId != null);

/** Those of them that a scope names. */
export const chosenViews = (
  views: readonly ObjectView[],
  objectIds: ExportScope['objectIds'],
): readonly ObjectView[] =>
  exportableViews(views).filter(({ isShown, object }) =>
    objectIds === null ? isShown : objectIds.includes(object.id),
  );

const toExportObjects = (view: ObjectView): readonly ExportObject[] => {
  const { object, result, colour, pattern, maskThreshold, presenceThreshold } = view;
  const resultId = result?.engineResultId;
  return resultId == null
    ? []
    : [
        {
          id: object.id,
          name: objectName(object),
          category: objectCategory(object),
          colour,
          pattern,
          resultId,
          maskThreshold,
          finish: object.finish,
          strokes: object.strokes,
          examples: object.examples,
          presenceThreshold,
        },
      ];
};

/** The part of the session that an export is made from. */
type ExportSession = Pick<SessionState, 'results' | 'manifest' | 'selections'> & {
  readonly clip: { readonly info: Pick<ClipInfo, 'fileName'> } | null;
};

/** Whether labels of these settings can be of single instances. */
export const canLabelInstances = (
  { format, layout }: Pick<ExportSettings, 'format' | 'layout'>,
  manifest: SessionState['manifest'],
): boolean =>
  manifest !== null &&
  manifest.kind === 'instances' &&
  EXPORT_FORMATS[format].options.includes('labelUnit') &&
  // A sentence of Ref-AVS has one mask.
  (format !== 'palette-png' || layout !== 'ref-avs');

/**
 * What labels are of: as a person chose, else each instance unless an object was painted on, whose
 * frames would be labelled now as one and now by instance.
 */
export const chosenLabelUnit = (
  settings: Pick<ExportSettings, 'format' | 'layout' | 'labelUnit'>,
  objects: readonly Pick<ExportObject, 'strokes'>[],
  manifest: SessionState['manifest'],
): LabelUnit => {
  if (!canLabelInstances(settings, manifest)) {
    return 'object';
  }
  const isPainted = objects.some(({ strokes }) => strokes.length > 0);
  return settings.labelUnit ?? (isPainted ? 'object' : 'instance');
};

/** Null when there is nothing to export. */
export const buildExportOptions = (
  project: ProjectState,
  session: ExportSession,
  {
    overlayOpacity,
    backgroundColour,
  }: Pick<ViewState, 'overlayOpacity'> & Pick<CanvasState, 'backgroundColour'>,
  settings: ExportSettings,
  { range, objectIds }: ExportScope,
): ExportOptions | null => {
  const objects = chosenViews(objectViews(project, session), objectIds).flatMap(toExportObjects);
  return session.clip === null || objects.length === 0
    ? null
    : {
        settings: {
          ...settingsOfFormat(settings),
          labelUnit: chosenLabelUnit(settings, objects, session.manifest),
        },
        objects,
        range,
        clipName: safeName(session.clip.info.fileName),
        overlayOpacity,
        backgroundColour,
      };
};

/** Frames of an export by what is known of them. */
export type ExportFrameCounts = {
  /** In which any object is. */
  readonly present: number;
  readonly empty: number;
  readonly notComputed: number;
};

export const countExportFrames = (
  { clip }: Pick<SessionState, 'clip'>,
  views: readonly ObjectView[],
  { framesPerSecond }: Pick<ExportSettings, 'framesPerSecond'>,
  range: ExportRange,
): ExportFrameCounts => {
  const plan = clip === null ? [] : planExportFrames({ ...clip.info, range, framesPerSecond });
  const counts = { present: 0, empty: 0, notComputed: 0 };
  for (const { frameIndex } of dropRepeatedFrames(plan)) {
    const states = views.map(({ result, presenceThreshold }) =>
      result === null ? 'not-computed' : frameStateAt(result, frameIndex, presenceThreshold),
    );
    if (states.includes('present')) {
      counts.present += 1;
    } else if (states.includes('empty')) {
      counts.empty += 1;
    } else {
      counts.notComputed += 1;
    }
  }
  return counts;
};
